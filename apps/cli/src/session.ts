import { addressesOf, type Addresses } from "@grantry/api-client";
import { Failure } from "./failure.js";
import type { GlobalFlags } from "./flags.js";
import { parseFormat, type Format } from "./output/format.js";
import { writeListing, writeResource, type Listing, type Resource } from "./output/print.js";
import { readSettings, writeSettings, type Settings } from "./settings-file.js";
import type { World } from "./world.js";

/** One run of one command: the world, the flags, and what is remembered. */
export interface Session {
  world: World;
  addresses: Addresses;
  format: Format;
  quiet: boolean;
  yes: boolean;
  /** Requests that change something are shown instead of sent. */
  dryRun: boolean;
  /** As named by flag or environment; undefined when neither does. */
  project: string | undefined;
  workspace: string | undefined;
  /** The issuer named by `--endpoint`. */
  endpoint: string | undefined;
  headers: Record<string, string>;
  settings: Settings;
  settingsPath: string;
}

/**
 * Opens a session from flags and environment.
 * @throws Failure when a flag or a variable makes no sense
 */
export function openSession(world: World, flags: GlobalFlags): Session {
  const { environment } = world;
  const settingsPath = flags.config ?? environment.settingsPath;
  const addresses = readAddresses(environment.url);
  return {
    world,
    addresses,
    format: parseFormat(flags.format ?? "table"),
    quiet: flags.quiet ?? false,
    yes: flags.yes ?? false,
    dryRun: flags.dryRun ?? false,
    project: flags.project?.trim() || environment.project,
    workspace: flags.workspace?.trim() || environment.workspace,
    endpoint: readEndpoint(flags.endpoint),
    headers: readHeaders(flags.httpHeader ?? []),
    settings: readSettings(settingsPath, addresses.console),
    settingsPath,
  };
}

/** Changes what is remembered, in memory and in the file. */
export function remember(session: Session, changes: Partial<Settings>): void {
  session.settings = { ...session.settings, ...changes };
  writeSettings(session.settingsPath, session.settings);
}

/** Says something to the person, unless only ids were asked for. */
export function say(session: Session, text: string): void {
  if (!session.quiet) session.world.err(`${text}\n`);
}

/** Prints one resource on stdout. */
export function printResource(session: Session, resource: Resource): void {
  session.world.out(writeResource(resource, session));
}

/** Prints a list on stdout. */
export function printListing(session: Session, listing: Listing): void {
  session.world.out(writeListing(listing, session));
}

function readAddresses(url: string): Addresses {
  try {
    return addressesOf(url);
  } catch {
    throw new Failure(
      `GRANTRY_URL is ${url}, which is not an http or https address.`,
      "Set it to the address of the console, such as http://localhost:4000.",
    );
  }
}

function readEndpoint(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:/.test(value)) return value.replace(/\/+$/, "");
  throw new Failure(`--endpoint ${value} is not an http or https address.`);
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([^\s:]+):\s*(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        throw new Failure(`--http-header '${line}' is not a header.`, "Write it as 'Name: value'.");
      }
      return [name.toLowerCase(), value];
    }),
  );
}
