import { readFile, writeFile } from "node:fs/promises";
import { callOperation } from "@grantry/api-client";
import {
  type AuditEvent,
  AuditExportCheck,
  type AuditExportVerdict,
  type AuditKey,
  auditKeySetSchema,
} from "@grantry/contracts";
import { Command } from "commander";
import { nodeAuditCrypto } from "../audit-crypto.js";
import { apiConnection } from "../credential.js";
import { Failure, SilentFailure, UsageFailure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { goTime } from "../output/go-time.js";
import { printable } from "../output/layout.js";
import type { Resource } from "../output/print.js";
import { printListing, printResource } from "../session.js";
import type { World } from "../world.js";

interface FilterOptions {
  actor?: string;
  action?: string;
  target?: string;
  requestId?: string;
  since?: string;
  until?: string;
  pageSize?: string;
  pageToken?: string;
}

/** `grantry list audit-events`: who did what, newest first. */
export function listAuditEventsCommand(world: World): Command {
  return buildLeaf<FilterOptions>(world, {
    name: "audit-events",
    aliases: ["audit-event"],
    summary: "List who did what in the workspace, newest first.",
    options: (command) =>
      addRange(command)
        .option("--actor <id-or-label>", "who did it")
        .option("--action <action>", "such as project.create, or project.* for a whole noun")
        .option("--target <id-or-label>", "what it was done to")
        .option("--request-id <id>", "the request that did it")
        .option("--page-size <n>", "events per page, at most 500")
        .option("--page-token <token>", "the page after an earlier one"),
    async run(session, options) {
      const { actor, action, target, requestId, since, until, pageSize, pageToken } = options;
      const found = await callOperation(apiConnection(session), "listAuditEvents", {
        query: {
          actor,
          action,
          target,
          since,
          until,
          request_id: requestId,
          page_size: pageSize,
          page_token: pageToken,
        },
      });
      printListing(session, {
        header: ["SEQUENCE", "TIME", "ACTOR", "ACTION", "TARGET", "ADDRESS", "REQUEST ID"],
        rows: found.events.map(rowOf),
        document: found,
        nextPageToken: found.next_page_token,
      });
    },
  });
}

/** `grantry audit export` and `grantry audit verify FILE`. */
export function auditCommand(world: World): Command {
  const command = new Command("audit").description("Export and check the audit log.");
  return command.addCommand(exportCommand(world)).addCommand(verifyCommand(world));
}

function exportCommand(world: World): Command {
  return buildLeaf<{ since?: string; until?: string; output?: string }>(world, {
    name: "export",
    summary: "Export the audit log as JSON Lines with proofs.",
    options: (command) =>
      addRange(command).option("-o, --output <file>", "write to a file instead of stdout"),
    async run(session, { since, until, output }) {
      const text = await callOperation(apiConnection(session), "exportAuditEvents", {
        query: { since, until },
      });
      if (output === undefined) return session.world.out(text);
      await writeFile(output, text, { mode: 0o600 });
      session.world.err(`Written to ${output}. Check it with: grantry audit verify ${output}\n`);
    },
  });
}

function verifyCommand(world: World): Command {
  return buildLeaf<{ keys?: string }>(world, {
    name: "verify",
    summary: "Check an export of the audit log offline; exit code 1 when it does not hold.",
    argument: { form: "<file>", summary: "an export; - reads stdin" },
    options: (command) =>
      command.option(
        "--keys <file>",
        "public keys to trust instead of the export's own (saved from {api}/audit-keys)",
      ),
    async run(session, { keys }, [file]) {
      if (file === undefined) throw new UsageFailure("Name the file to check.");
      const trusted = keys === undefined ? undefined : await readKeys(keys);
      const check = new AuditExportCheck(nodeAuditCrypto, trusted);
      for (const line of (await readExport(session.world, file)).split("\n")) check.take(line);
      const verdict = check.end();
      printResource(session, verdictResource(verdict));
      if (verdict.finding !== undefined) {
        session.world.err(describeFinding(verdict.finding));
        throw new SilentFailure();
      }
      if (trusted === undefined) {
        session.world.err(
          `Signed by key ${verdict.keyId}, which the file itself names. Compare it with ` +
            "{api}/audit-keys, or pass --keys.\n",
        );
      }
    },
  });
}

function addRange(command: Command): Command {
  return command
    .option("--since <time>", "from this time on, such as 2026-12-22T09:00:00Z")
    .option("--until <time>", "before this time");
}

async function readExport(world: World, file: string): Promise<string> {
  if (file === "-") return world.readStdin();
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new Failure(`${file} cannot be read.`, "Check the path.");
  }
}

async function readKeys(file: string): Promise<AuditKey[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  try {
    return auditKeySetSchema.parse(JSON.parse(text)).keys;
  } catch {
    throw new Failure(
      `${file} holds no keys of an audit log.`,
      "Save them from /audit-keys of the API address.",
    );
  }
}

function rowOf(event: AuditEvent): string[] {
  return [
    String(event.sequence),
    goTime(new Date(event.occurred_at)),
    printable(event.actor.label),
    event.action,
    printable(event.target.label === "" ? event.target.id : event.target.label),
    event.address ?? "",
    event.request_id,
  ];
}

function verdictResource(verdict: AuditExportVerdict): Resource {
  const holds = verdict.finding === undefined;
  return {
    id: String(holds),
    rows: [
      ["INTACT", String(holds)],
      ["EVENTS", String(verdict.events)],
      ["FIRST", String(verdict.first ?? "")],
      ["LAST", String(verdict.last ?? "")],
      ["HEAD", verdict.hash ?? ""],
      ["SIGNED HEADS", String(verdict.heads)],
      ["SIGNED AT", verdict.signedAt ?? ""],
      ["KEY ID", verdict.keyId ?? ""],
    ],
    document: { intact: holds, ...verdict },
  };
}

function describeFinding(finding: NonNullable<AuditExportVerdict["finding"]>): string {
  const { line, sequence, occurredAt, reason } = finding;
  const at = occurredAt === null ? "" : ` (${occurredAt})`;
  const place = sequence === null ? `Line ${line}` : `Line ${line}, event ${sequence}${at}`;
  return `${place}: ${reason}\nThe export is not what was signed; do not rely on it.\n`;
}
