import fs from "node:fs";
import path from "node:path";
import { Processes } from "@grantry/infra";
import { contest, type Arena, type Contestant } from "./contest.js";
import { autocannonGenerator } from "./load/autocannon.js";
import { wrk } from "./load/wrk.js";
import { OPERATIONS } from "./operations.js";
import { readOptions, type BenchOptions } from "./options.js";
import { profileOperation } from "./profile/profile.js";
import { heading, operationLines } from "./report.js";
import { describeMachine, writeResults, type BenchResults } from "./results.js";
import { SCENARIOS, type ScenarioResult } from "./scenarios/scenario.js";
import { externalPeer } from "./servers/external.js";
import { patienceOf, settle } from "./settle.js";
import { startGrantry, type BenchGrantry } from "./servers/grantry.js";
import { startOidcProvider } from "./servers/oidc-provider.js";
import { startPostgres, type BenchPostgres } from "./servers/postgres.js";
import { Supply } from "./supply.js";
import { summarise, type Summary } from "./verdict.js";
import { scenarioLines } from "./scenarios/lines.js";

/** `npm run bench`: the whole run. Answers the exit code: 1 when an answer was wrong. */
export async function main(root: string, args: string[]): Promise<number> {
  const options = readOptions(args);
  const known = [...OPERATIONS, ...SCENARIOS].map(({ id }) => id);
  const unknown = options.only.filter((id) => !known.includes(id));
  if (unknown.length > 0) throw new Error(`--only knows ${known.join(", ")}`);
  const startedAt = new Date();
  const folder = makeFolder(root);
  const processes = new Processes({ log: (line) => console.error(line) });
  const end = async (): Promise<void> => {
    await processes.stop();
    removeFolder(folder);
  };
  process.once("SIGINT", () => void end().then(() => process.exit(130)));
  process.once("SIGTERM", () => void end().then(() => process.exit(143)));
  try {
    const results = await run(root, options, processes, folder, startedAt);
    const files = writeResults(root, options, results);
    for (const file of files) console.log(`\nResults: ${path.relative(root, file)}`);
    return conclude(results);
  } finally {
    await end();
  }
}

async function run(
  root: string,
  options: BenchOptions,
  processes: Processes,
  folder: string,
  startedAt: Date,
): Promise<BenchResults> {
  const postgres = await startPostgres(processes, folder);
  try {
    return await measureAll(root, options, { processes, folder, postgres, startedAt });
  } finally {
    await postgres.statements.close();
  }
}

interface Started {
  readonly processes: Processes;
  readonly folder: string;
  readonly postgres: BenchPostgres;
  readonly startedAt: Date;
}

async function measureAll(
  root: string,
  options: BenchOptions,
  { processes, folder, postgres, startedAt }: Started,
): Promise<BenchResults> {
  const generator = wrk(folder) ?? autocannonGenerator;
  const arena: Arena = { options, generator, postgres, processes, folder };
  const grantry = await startGrantry(
    root,
    processes,
    postgres,
    folder,
    options.profile !== undefined,
  );
  const contestants = await enter(arena, grantry);
  const machine = describeMachine(generator.name, postgres.settings);
  console.log(machine.line);
  for (const { role, target } of contestants) {
    if (role !== "gateway") console.log(`  ${target.name}: ${target.difference}`);
  }
  console.log(`\n${heading()}`);
  const summaries: Summary[] = [];
  for (const operation of OPERATIONS) {
    if (!isWanted(options, operation.id)) continue;
    const present = contestants.filter(
      ({ role }) => role !== "gateway" || !options.quick || operation.throughGateway,
    );
    const summary = summarise(await contest(arena, operation, present));
    summaries.push(summary);
    console.log(operationLines(summary).join("\n"));
    if (options.profile === undefined) continue;
    for (const contestant of present.filter(({ role }) => role !== "peer")) {
      console.log((await profileOperation(arena, operation, contestant, root)).join("\n"));
    }
  }
  const scenarios: ScenarioResult[] = [];
  for (const scenario of SCENARIOS) {
    if (!isWanted(options, scenario.id) || !scenario.applies(options)) continue;
    await settle(patienceOf(options));
    const result = await scenario.run({ arena, grantry, contestants, summaries, root });
    scenarios.push(result);
    console.log(scenarioLines(result).join("\n"));
  }
  return {
    startedAt: startedAt.toISOString(),
    seconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    machine,
    options,
    differences: Object.fromEntries(
      contestants.map(({ target }) => [target.name, target.difference]),
    ),
    operations: summaries,
    scenarios,
  };
}

async function enter(arena: Arena, grantry: BenchGrantry): Promise<Contestant[]> {
  const planes = [grantry.plane(0), grantry.plane(1)];
  const first = grantry.plane(0);
  const own = new Supply(first);
  const peer = await startOidcProvider(arena.processes, arena.postgres, arena.folder);
  const other = await externalPeer(process.env);
  return [
    { role: "grantry", target: first, supply: own, doors: planes },
    { role: "gateway", target: grantry.gateway(), supply: own, doors: planes },
    ...[peer, other]
      .filter((target) => target !== undefined)
      .map((target): Contestant => ({
        role: "peer",
        target,
        supply: new Supply(target),
        doors: [target],
      })),
  ];
}

function isWanted({ only }: BenchOptions, id: string): boolean {
  return only.length === 0 || only.includes(id);
}

function conclude({ operations, scenarios }: BenchResults): number {
  const goals = [...operations, ...scenarios].flatMap((each) => each.goals);
  const problems = [...operations, ...scenarios].flatMap((each) => each.problems);
  console.log(`${goals.filter(({ met }) => met).length} of ${goals.length} goals met.`);
  if (problems.length === 0) {
    console.log("Every answer was right.");
    return 0;
  }
  console.log(`${problems.length} wrong: see WRONG above.`);
  return 1;
}

/** A durable place on the disk of the repository: a temporary folder may lie in memory. */
function makeFolder(root: string): string {
  const parent = path.join(root, ".grantry");
  fs.mkdirSync(parent, { recursive: true });
  const folder = fs.mkdtempSync(path.join(parent, "bench-"));
  fs.chmodSync(folder, 0o755);
  return folder;
}

/** Also removes the cluster that had to be put elsewhere, which the folder remembers. */
function removeFolder(folder: string): void {
  const remembered = path.join(folder, "postgres-folder");
  if (fs.existsSync(remembered)) {
    fs.rmSync(fs.readFileSync(remembered, "utf8"), { recursive: true, force: true });
  }
  fs.rmSync(folder, { recursive: true, force: true });
}
