import {
  type BucketName,
  PROJECT_BUCKETS,
  WORKSPACE_BUCKETS,
  type WorkspaceLimitsBody,
} from "@grantry/contracts";
import { type Caller, ControlError } from "@grantry/control";
import type { ControlStores, LimitRow, ProjectRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { noticeLimit } from "./notice-limit.js";

/** A limit with who set it. */
export interface EffectiveLimit {
  name: BucketName;
  limit: number | null;
  set_by: "project" | "workspace" | "installation";
}

/** The limits of a project: its own, else its workspace's, else the installation's. */
export async function limitsOfProject(
  controlPlane: ControlPlane,
  project: Pick<ProjectRow, "id" | "workspaceId">,
): Promise<EffectiveLimit[]> {
  const rows = await controlPlane.control.limits.list(project.workspaceId, project.id);
  return PROJECT_BUCKETS.map((name) => effective(controlPlane, rows, name));
}

/** The limits of a workspace, and those that its projects inherit. */
export async function limitsOfWorkspace(
  controlPlane: ControlPlane,
  workspaceId: string,
): Promise<EffectiveLimit[]> {
  const rows = await controlPlane.control.limits.list(workspaceId, null);
  return [...WORKSPACE_BUCKETS, ...PROJECT_BUCKETS].map((name) =>
    effective(controlPlane, rows, name),
  );
}

/** Replaces the limits of one project; its plane keeps them within a second. */
export async function setProjectLimits(
  controlPlane: ControlPlane,
  caller: Caller,
  project: ProjectRow,
  limits: WorkspaceLimitsBody,
): Promise<void> {
  await controlPlane.commit(async (stores) => {
    const before = await stores.limits.list(project.workspaceId, project.id);
    await stores.limits.replace(project.workspaceId, project.id, limits);
    await stores.projects.touch(project.id);
    await stores.audit.record({
      workspaceId: project.workspaceId,
      projectId: project.id,
      actor: caller.actor,
      action: "limits.update",
      target: { type: "project", id: project.id, label: project.name },
      before: setLimits(before, project.id),
      after: limits,
    });
    return { result: undefined, messages: [await stores.outbox.add("project.put", project.id)] };
  });
}

/** Replaces the limits of a workspace; its projects' planes keep them within a second. */
export async function setWorkspaceLimits(
  controlPlane: ControlPlane,
  caller: Caller,
  limits: WorkspaceLimitsBody,
): Promise<void> {
  const { id, name } = caller.workspace;
  await controlPlane.commit(async (stores) => {
    const before = await stores.limits.list(id, null);
    await stores.limits.replace(id, null, limits);
    await stores.audit.record({
      workspaceId: id,
      projectId: null,
      actor: caller.actor,
      action: "limits.update",
      target: { type: "workspace", id, label: name },
      before: setLimits(before, null),
      after: limits,
    });
    const messages = [];
    for (const project of await stores.projects.list(id, { within: null })) {
      await stores.projects.touch(project.id);
      messages.push(await stores.outbox.add("project.put", project.id));
    }
    return { result: undefined, messages };
  });
}

/**
 * Makes sure that a workspace may have one more of something. Others who create wait until the
 * transaction ends, so that the limit holds. The one more may bring the limit near.
 * @throws ControlError `quota_exceeded` that names the bucket
 */
export async function assertRoom(
  controlPlane: ControlPlane,
  stores: ControlStores,
  workspaceId: string,
  bucket: (typeof WORKSPACE_BUCKETS)[number],
): Promise<void> {
  const rows = await stores.limits.list(workspaceId, null);
  const { limit } = effective(controlPlane, rows, bucket);
  if (limit === null) return;
  await stores.limits.holdWorkspace(workspaceId);
  const used = await stores.limits.used(workspaceId, bucket);
  if (used < limit) {
    const use = { workspaceId, project: null, bucket, used: used + 1, limit };
    await noticeLimit(controlPlane, stores, use);
    return;
  }
  throw new ControlError(
    "quota_exceeded",
    `The workspace has as many ${bucket.replaceAll("-", " ")} as it may (${limit}).`,
    { bucket, limit, used },
  );
}

/** The limit that a workspace has on the tokens of all its projects together. */
export async function limitOfWorkspaceTokens(
  { control }: ControlPlane,
  workspaceId: string,
): Promise<EffectiveLimit> {
  const rows = await control.limits.list(workspaceId, null);
  const name = "tokens-per-month";
  const own = rows.find(({ bucket }) => bucket === name);
  return own
    ? { name, limit: own.value, set_by: "workspace" }
    : { name, limit: null, set_by: "installation" };
}

function effective(
  { config }: ControlPlane,
  rows: readonly LimitRow[],
  name: BucketName,
): EffectiveLimit {
  const own = rows.find(({ bucket, projectId }) => bucket === name && projectId !== null);
  if (own) return { name, limit: own.value, set_by: "project" };
  const shared = rows.find(({ bucket, projectId }) => bucket === name && projectId === null);
  if (shared) return { name, limit: shared.value, set_by: "workspace" };
  return { name, limit: config.limits[name] ?? null, set_by: "installation" };
}

function setLimits(rows: readonly LimitRow[], projectId: string | null): Record<string, unknown> {
  const own = rows.filter((row) => row.projectId === projectId);
  return Object.fromEntries(own.map(({ bucket, value }) => [bucket, value]));
}
