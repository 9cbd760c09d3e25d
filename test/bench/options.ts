import { parseArgs } from "node:util";

/** What a run is asked to do. */
export interface BenchOptions {
  readonly quick: boolean;
  /** File that receives the results, besides test/bench/results. */
  readonly json: string | undefined;
  /** Operations and scenarios; all when empty. */
  readonly only: readonly string[];
  /** Projects with 20 clients each, measured again under a load spread over all of them. */
  readonly projects: number;
  /** Live grants in the database, refresh and introspection measured again. */
  readonly grants: number;
  /** Folder for CPU profiles of the data plane, one per operation; their top entries are printed. */
  readonly profile: string | undefined;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** How many codes one load of code exchanges redeems. */
  readonly singles: number;
}

export const USAGE = `npm run bench [-- options]
  --quick           under four minutes: two rounds of one second
  --json FILE       writes the results there, too
  --only a,b        only these operations and scenarios
  --projects N      again with N projects of 20 clients each
  --grants N        again with N live grants
  --profile FOLDER  CPU profiles of the data plane, one per operation; top entries are printed
  --rounds N --seconds N --connections N   instead of 3, 5 and 64`;

/** Reads the command line; throws with the usage on anything unknown. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      only: { type: "string", default: "" },
      projects: { type: "string", default: "0" },
      grants: { type: "string", default: "0" },
      profile: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      connections: { type: "string", default: "64" },
    },
  });
  const { quick } = values;
  const seconds = whole("--seconds", values.seconds ?? (quick ? "1" : "5"));
  return {
    quick,
    json: values.json,
    only: values.only.split(",").filter(Boolean),
    projects: whole("--projects", values.projects),
    grants: whole("--grants", values.grants),
    profile: values.profile,
    rounds: whole("--rounds", values.rounds ?? (quick ? "2" : "3")),
    seconds,
    connections: whole("--connections", values.connections),
    singles: seconds * 1000,
  };
}

function whole(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`${name} takes a whole number\n${USAGE}`);
  return Number(value);
}
