import { isDeepStrictEqual } from "node:util";
import type { ProjectDocument } from "@grantry/control";
import type { ControlDatabase } from "./control-database.js";
import { putCredential, putCredentialsOfProject, removeCredential } from "./credential-delivery.js";
import {
  type DeliveredConfig,
  type DeliveredStream,
  onEvery,
  type PlanePorts,
} from "./plane-ports.js";
import type { LimitRow } from "./stores/limit.store.js";
import type { OutboxMessage } from "./stores/outbox.store.js";
import type { CustomDomainRow } from "./tables/custom-domain.table.js";

/**
 * Brings one message to the plane of its project, or to every plane. Idempotent: it reads what is
 * true now, so that messages may arrive twice or in another order.
 * @throws when a plane cannot be reached
 */
export async function deliverToPlane(
  control: ControlDatabase,
  planes: PlanePorts,
  message: OutboxMessage,
): Promise<void> {
  switch (message.kind) {
    case "project.put":
      return putProject(control, planes, message.subjectId);
    case "project.purge":
      return purgeProject(control, planes, message.subjectId);
    case "project.credentials":
      return putCredentialsOfProject(control, planes, message.subjectId);
    case "project.streams":
      return putEventStreams(control, planes, message.subjectId);
    case "credential.put":
      return putCredential(control, planes, message.subjectId);
    case "credential.remove":
      return removeCredential(planes, message.subjectId);
  }
}

async function putProject(control: ControlDatabase, planes: PlanePorts, id: string) {
  const project = await control.projects.findForDelivery(id);
  // What was purged is not made anew.
  if (!project || project.purgedAt) return;
  const { document } = await control.projects.currentRevision(project);
  const plane = await planes.of(project.planeId);
  const claimed = await control.customDomains.list(id);
  const domains = claimed.filter(({ verifiedAt }) => verifiedAt !== null);
  const limits = await control.limits.list(project.workspaceId, project.id);
  const usedUp = await control.limits.usedUp(project.workspaceId, new Date());
  await plane.putProject({
    id: project.id,
    slug: project.slug,
    name: project.name,
    environment: project.environment,
    workspaceId: project.workspaceId,
    state: project.state,
    revision: project.revisionId,
    config: {
      oauth2: document.services.oauth2.config,
      account_experience: document.services.account_experience.config,
      cors_public: corsWith(document.cors_public, domains),
      cors_admin: document.cors_admin,
      custom_domains: domains.map(({ hostname }) => ({
        hostname,
        is_issuer: hostname === project.issuerHost,
      })),
      limits: limitsFor(limits),
      workspace_tokens_used_up: usedUp
        ? { limit: usedUp.value, until: usedUp.until.toISOString() }
        : null,
    },
    version: project.version,
  });
  await control.projects.recordProvisioned(project.id, project.version);
}

/** A project's own limits win over those of its workspace. */
function limitsFor(rows: readonly LimitRow[]): DeliveredConfig["limits"] {
  const shared = rows.filter(({ projectId }) => projectId === null);
  const own = rows.filter(({ projectId }) => projectId !== null);
  return Object.fromEntries([...shared, ...own].map(({ bucket, value }) => [bucket, value]));
}

/** On every plane: one from which it moved away keeps a row that says so. */
async function purgeProject(control: ControlDatabase, planes: PlanePorts, id: string) {
  const project = await control.projects.findForDelivery(id);
  // Restored, or deleted again since: another message purges it when its time has come.
  if (project?.state !== "deleted" || (project.purgeAt ?? new Date(0)) > new Date()) return;
  // From here on it cannot be restored.
  if (!project.purgedAt && !(await control.projects.requestPurge(project))) return;
  await control.customDomains.removeAll(id);
  await onEvery(planes, (plane) => plane.purgeProject(id));
}

/** What a project's own host names allow, on top of what it allows itself. */
function corsWith(
  own: ProjectDocument["cors_public"],
  domains: readonly CustomDomainRow[],
): ProjectDocument["cors_public"] {
  const enabled = domains.filter(({ corsEnabled }) => corsEnabled);
  if (enabled.length === 0) return own;
  const origins = enabled.flatMap(({ corsAllowedOrigins }) => corsAllowedOrigins);
  return {
    enabled: true,
    origins: [...new Set([...(own.enabled ? own.origins : []), ...origins])],
  };
}

async function putEventStreams(control: ControlDatabase, planes: PlanePorts, id: string) {
  const project = await control.projects.findForDelivery(id);
  if (!project || project.state === "deleted") return;
  const plane = await planes.of(project.planeId);
  let streams = await deliveredStreams(control, id);
  for (;;) {
    await plane.putEventStreams(id, streams);
    // Of two deliveries at once the later one must not have read what the earlier one knew.
    const latest = await deliveredStreams(control, id);
    if (isDeepStrictEqual(latest, streams)) return;
    streams = latest;
  }
}

async function deliveredStreams(control: ControlDatabase, id: string): Promise<DeliveredStream[]> {
  const rows = await control.eventStreams.list(id);
  return rows.map((row) => ({
    id: row.id,
    endpoint: row.endpoint,
    types: row.types,
    paused: row.status === "paused",
    secret: row.secret,
    previousSecret: row.previousSecret,
    previousSecretUntil: row.previousSecretUntil,
  }));
}
