import { setTimeout as wait } from "node:timers/promises";
import { listRequestLog, type RequestLogQuery } from "@grantry/api-client";
import type { RequestLogEntry } from "@grantry/contracts";
import { InvalidArgumentError, Option, type Command } from "commander";
import { buildLeaf } from "../leaf.js";
import { printable } from "../output/layout.js";
import { adminOf } from "../project-selection.js";
import { printListing, type Session } from "../session.js";
import type { World } from "../world.js";

interface Options {
  follow?: boolean;
  errors?: boolean;
  requestId?: string;
  clientId?: string;
  error?: string;
  limit: number;
}

const POLL_MILLISECONDS = 1_000;

/** An entry is written within a second of its answer, so the tail is read again this far back. */
const OVERLAP_MILLISECONDS = 5_000;

/** `grantry logs`: what a project answered, and why it refused. */
export function logsCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    name: "logs",
    summary: "Show what a project answered lately, and why it refused.",
    options: (command) =>
      command
        .option("--follow", "go on showing answers as they happen")
        .option("--errors", "refused requests only")
        .option("--request-id <id>", "the request of this ID only")
        .option("--client-id <id>", "requests of this client only")
        .option("--error <code>", "requests refused with this code only")
        .addOption(
          new Option("--limit <count>", "how many to show, at most 500")
            .argParser(readLimit)
            .default(50),
        ),
    async run(session, options) {
      const admin = await adminOf(session);
      const query: RequestLogQuery = {
        refused: options.errors,
        requestId: options.requestId,
        clientId: options.clientId,
        error: options.error,
        most: options.limit,
      };
      const recent = (await listRequestLog(admin, query)).reverse();
      if (options.follow !== true) return printEntries(session, recent);
      writeLines(session, recent);
      let shown = recent;
      for (;;) {
        await wait(POLL_MILLISECONDS);
        const newest = shown.at(-1)?.at;
        const since = newest === undefined ? undefined : Date.parse(newest) - OVERLAP_MILLISECONDS;
        const read = await listRequestLog(admin, {
          ...query,
          most: 500,
          since: since === undefined ? undefined : new Date(since),
        });
        const known = new Set(shown.map(({ id }) => id));
        const fresh = read.reverse().filter(({ id }) => !known.has(id));
        writeLines(session, fresh);
        shown = [...shown, ...fresh].slice(-2_000);
      }
    },
  });
}

function printEntries(session: Session, entries: readonly RequestLogEntry[]): void {
  printListing(session, {
    header: ["TIME", "STATUS", "METHOD", "PATH", "CLIENT ID", "ERROR", "REQUEST ID"],
    rows: entries.map((entry) => [
      entry.at,
      String(entry.status),
      entry.method,
      entry.path,
      entry.client_id ?? "",
      errorOf(entry),
      entry.request_id,
    ]),
    document: entries,
  });
}

/** One line an answer: as words, or as one JSON document. */
function writeLines(session: Session, entries: readonly RequestLogEntry[]): void {
  for (const entry of entries) {
    const { at, status, method, path, client_id: client, request_id: requestId } = entry;
    const words = [at, status, method, path, client ?? "-", errorOf(entry) || "-", requestId];
    const line =
      session.format.kind === "table" ? printable(words.join("  ")) : JSON.stringify(entry);
    session.world.out(`${line}\n`);
  }
}

function errorOf({ error, error_description: description }: RequestLogEntry): string {
  if (error === null) return "";
  return description === null || description === "" ? error : `${error}: ${description}`;
}

function readLimit(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0 && count <= 500) return count;
  throw new InvalidArgumentError("Use a number from 1 to 500.");
}
