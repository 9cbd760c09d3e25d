import type { Addresses } from "@grantry/platform";

export interface StartBlock {
  addresses: Addresses;
  email: string;
  firstStart: boolean;
  /** Generated on this start, shown this once. */
  password: string | undefined;
  dataDir: string;
  queue: string;
  seconds: number;
}

/** The short block that `npm start` prints when everything is ready. */
export function startBlock(facts: StartBlock): string {
  const { addresses } = facts;
  const password =
    facts.password ?? (facts.firstStart ? "as in GRANTRY_BOOTSTRAP_PASSWORD" : "as set before");
  const once = facts.password === undefined ? "" : "   (shown once, keep it)";
  const rows: [string, string][] = [
    ["Console", `${addresses.console}/`],
    ["Sign in", facts.email],
    ["Password", password + once],
    ["API", addresses.api],
    ["Projects", addresses.issuer("{slug}")],
    ["Data", facts.dataDir],
    ["Queues", facts.queue],
  ];
  const lines = rows.map(([label, value]) => `  ${label.padEnd(9)} ${value}`);
  const title = `Grantry is ready (${facts.seconds.toFixed(1)} s)`;
  return ["", title, "", ...lines, "", "  Ctrl-C stops everything.", ""].join("\n");
}
