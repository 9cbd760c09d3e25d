import { callOperation } from "@grantry/api-client";
import {
  type BucketUsage,
  type ProjectUsage,
  USAGE_METRICS,
  type WorkspaceUsage,
} from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { buildLeaf } from "../leaf.js";
import type { Resource } from "../output/print.js";
import { findProject, ownWorkspaceId } from "../project-selection.js";
import { printResource, type Session } from "../session.js";
import type { World } from "../world.js";

interface Options {
  since?: string;
  until?: string;
  granularity?: string;
}

/** `grantry get usage`: of the workspace when `--workspace` names one, else of the project. */
export function getUsageCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    name: "usage",
    summary: "Show what a project or a workspace used, and how much it may.",
    options: (command) =>
      command
        .option("--since <time>", "from this moment on; else the last 30 days")
        .option("--until <time>", "up to this moment; else now")
        .option("--granularity <step>", "points by hour or by day, in JSON and YAML"),
    async run(session, options) {
      printResource(session, usageResource(await readUsage(session, options)));
    },
  });
}

async function readUsage(
  session: Session,
  { since, until, granularity }: Options,
): Promise<ProjectUsage | WorkspaceUsage> {
  const api = apiConnection(session);
  const query = { since, until, granularity };
  if (session.project === undefined && session.workspace !== undefined) {
    const path = { workspace: await ownWorkspaceId(session) };
    return callOperation(api, "getWorkspaceUsage", { path, query });
  }
  const { id } = await findProject(session);
  return callOperation(api, "getProjectUsage", { path: { project: id }, query });
}

function usageResource(usage: ProjectUsage | WorkspaceUsage): Resource {
  const id = "project_id" in usage ? usage.project_id : usage.workspace_id;
  return {
    id,
    rows: [
      ["ID", id],
      ["SINCE", usage.since],
      ["UNTIL", usage.until],
      ...USAGE_METRICS.map((name) => [titleOf(name), String(usage.totals[name] ?? 0)] as const),
      ["ACTIVE USERS", String(usage.active_users)],
      ["CLIENTS", String(usage.clients)],
      ...usage.buckets.map((bucket) => [`LIMIT ${titleOf(bucket.name)}`, shareOf(bucket)] as const),
    ],
    document: usage,
  };
}

function shareOf({ used, limit, headroom, forecast }: BucketUsage): string {
  if (limit === null) return `${used}, no limit`;
  const share = `${used} of ${limit}, ${headroom ?? 0} left`;
  return forecast === null ? share : `${share}. ${forecast.message}`;
}

function titleOf(name: string): string {
  return name.replaceAll(/[-_]/g, " ").toUpperCase();
}
