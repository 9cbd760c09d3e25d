import { callOperation } from "@grantry/api-client";
import type { Revision } from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { buildLeaf } from "../leaf.js";
import { describeDifference, describeEffects, paintWith } from "../output/difference.js";
import { writeDocument } from "../output/format.js";
import { printable } from "../output/layout.js";
import { findProject } from "../project-selection.js";
import { printListing, say } from "../session.js";
import type { World } from "../world.js";

const NAMES = { name: "revision", aliases: ["revisions"] };
const HEADER = ["NUMBER", "ID", "CREATED AT", "AUTHOR", "SOURCE", "CHANGES", "NOTE"] as const;

/** `grantry list revisions`. */
export function listRevisionsCommand(world: World): Command {
  return buildLeaf<{ pageSize: string; pageToken?: string }>(world, {
    name: "revisions",
    aliases: ["revision"],
    summary: "List the revisions of a project's configuration, newest first.",
    options: (command) =>
      command
        .option("--page-size <count>", "revisions on a page", "50")
        .option("--page-token <token>", "where the page begins"),
    async run(session, { pageSize, pageToken }) {
      const project = await findProject(session);
      const page = await callOperation(apiConnection(session), "listRevisions", {
        path: { project: project.id },
        query: { page_size: pageSize, page_token: pageToken },
      });
      printListing(session, {
        header: HEADER,
        rows: page.revisions.map(cells),
        document: page.revisions,
        nextPageToken: page.next_page_token,
      });
    },
  });
}

/** `grantry get revision <revision>`: what it changed, or what lies between two. */
export function getRevisionCommand(world: World): Command {
  return buildLeaf<{ against: string }>(world, {
    ...NAMES,
    summary: "Show what a revision changed.",
    argument: { form: "<revision>", summary: "id, number, or current" },
    options: (command) =>
      command.option(
        "--against <revision>",
        "compare with this one instead of the one before",
        "previous",
      ),
    async run(session, { against }, [revision = ""]) {
      const project = await findProject(session);
      const found = await callOperation(apiConnection(session), "compareRevisions", {
        path: { project: project.id, revision },
        query: { against },
      });
      const { difference, effects, to } = found;
      if (session.quiet) return session.world.out(`${to.id}\n`);
      if (session.format.kind !== "table") {
        return session.world.out(writeDocument(found, session.format));
      }
      const paint = paintWith(session.world.colour);
      say(session, `Revision ${to.number}, ${to.created_at}, ${printable(to.author.label)}`);
      if (to.note !== "") say(session, printable(to.note));
      session.world.out(describeDifference(difference, paint));
      session.world.err(describeEffects(effects, paint));
    },
  });
}

/** `grantry restore revision <revision>`. */
export function restoreRevisionCommand(world: World): Command {
  return buildLeaf<{ dryRun?: boolean; note?: string }>(world, {
    ...NAMES,
    summary: "Make an earlier revision current again, as a new one.",
    argument: { form: "<revision>", summary: "id or number" },
    options: (command) =>
      command
        .option("--dry-run", "show what would change, change nothing")
        .option("--note <note>", "why; kept in history"),
    async run(session, { dryRun, note }, [revision = ""]) {
      const project = await findProject(session);
      const update = await callOperation(apiConnection(session), "restoreRevision", {
        path: { project: project.id, revision },
        query: { dry_run: dryRun === true ? "true" : undefined },
        body: note === undefined ? {} : { note },
      });
      for (const { message } of update.warnings) session.world.err(`Warning: ${message}\n`);
      if (session.quiet) return session.world.out(`${update.revision.id}\n`);
      if (session.format.kind !== "table") {
        return session.world.out(writeDocument(update, session.format));
      }
      const paint = paintWith(session.world.colour);
      session.world.out(describeDifference(update.difference, paint));
      session.world.err(describeEffects(update.effects, paint));
      const done = `Revision ${update.revision.number} holds what revision ${revision} held.`;
      say(session, dryRun === true ? "Dry run: nothing was changed." : done);
    },
  });
}

function cells(revision: Revision): string[] {
  const { number, id, created_at: at, author, source, changed_paths: paths, note } = revision;
  return [
    String(number),
    id,
    at,
    printable(author.label),
    source,
    String(paths.length),
    printable(note.replaceAll("\n", " ")),
  ];
}
