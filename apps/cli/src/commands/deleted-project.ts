import { callOperation } from "@grantry/api-client";
import type { DeletedProject } from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { UsageFailure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { printable } from "../output/layout.js";
import { ownWorkspaceId } from "../project-selection.js";
import { printListing, printResource, say } from "../session.js";
import type { World } from "../world.js";
import { projectResource } from "./project-rows.js";

/** `grantry list deleted-projects`: those that can still be restored. */
export function listDeletedProjectsCommand(world: World): Command {
  return buildLeaf<{ pageSize?: string; pageToken?: string }>(world, {
    name: "deleted-projects",
    aliases: ["deleted-project"],
    summary: "List deleted projects that can still be restored, the last deleted first.",
    options: (command) =>
      command
        .option("--page-size <count>", "projects on a page, at most 500")
        .option("--page-token <token>", "where the page begins"),
    async run(session, { pageSize, pageToken }) {
      const page = await callOperation(apiConnection(session), "listDeletedProjects", {
        path: { workspace: await ownWorkspaceId(session) },
        query: { page_size: pageSize, page_token: pageToken },
      });
      printListing(session, {
        header: ["ID", "NAME", "SLUG", "DELETED AT", "RESTORABLE UNTIL"],
        rows: page.projects.map(cells),
        document: page.projects,
        nextPageToken: page.next_page_token,
      });
    },
  });
}

/** `grantry restore project <id>`. */
export function restoreProjectCommand(world: World): Command {
  return buildLeaf(world, {
    name: "project",
    aliases: ["projects"],
    summary: "Bring a deleted project back, with its clients, users and keys.",
    argument: { form: "<id>", summary: "id or slug of a deleted project" },
    async run(session, _options, [id]) {
      if (id === undefined) {
        throw new UsageFailure("Name the project; `grantry list deleted-projects` shows them.");
      }
      const project = await callOperation(apiConnection(session), "restoreProject", {
        path: { project: id },
      });
      say(session, `Project ${printable(project.name)} (${project.slug}) is back.`);
      printResource(session, projectResource(project));
    },
  });
}

function cells({ id, name, slug, deleted_at: at, purge_at: until }: DeletedProject): string[] {
  return [id, printable(name), slug, at, until];
}
