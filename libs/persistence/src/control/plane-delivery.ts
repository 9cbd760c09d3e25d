import { isDeepStrictEqual } from "node:util";
import { type BucketName, commonPermissions } from "@grantry/contracts";
import { commonNetworks, type ProjectDocument } from "@grantry/control";
import type { ControlDatabase } from "./control-database.js";
import type { HolderRights } from "./stores/holder.store.js";
import type { LimitRow } from "./stores/limit.store.js";
import type { OutboxMessage } from "./stores/outbox.store.js";
import type { CustomDomainRow } from "./tables/custom-domain.table.js";
import type { PersonalAccessTokenRow } from "./tables/personal-access-token.table.js";

/** What a plane is told about a project's configuration. */
export type DeliveredConfig = Pick<ProjectDocument, "cors_public" | "cors_admin"> & {
  /** Host names that lead to the project, and the one that is its issuer. */
  custom_domains: { hostname: string; is_issuer: boolean }[];
  oauth2: ProjectDocument["services"]["oauth2"]["config"];
  account_experience: ProjectDocument["services"]["account_experience"]["config"];
  /** Limits that somebody set; `null` is no limit. */
  limits: Partial<Record<BucketName, number | null>>;
  /** The tokens of the whole workspace are used up, until the month ends. */
  workspace_tokens_used_up: { limit: number; until: string } | null;
};

/** What a plane is told about an event stream; secrets stay sealed. */
export interface DeliveredStream {
  id: string;
  endpoint: string;
  types: string[];
  paused: boolean;
  secret: Buffer;
  previousSecret: Buffer | null;
  previousSecretUntil: Date | null;
}

/** What a plane is told about a personal access token. */
export interface DeliveredCredential {
  tokenId: string;
  digest: Buffer;
  previous?: { digest: Buffer; endsAt: Date };
  permissions: string[];
  ownerLabel: string;
  expiresAt?: Date;
  allowedCidrs: string[];
}

/** The part of the plane's provisioner that deliveries use. */
export interface PlanePort {
  putProject(project: {
    id: string;
    slug: string;
    name: string;
    environment: "prod" | "stage" | "dev";
    workspaceId: string;
    state: "running" | "halted" | "deleted";
    revision: string;
    config: DeliveredConfig;
    version: number;
  }): Promise<void>;
  purgeProject(id: string): Promise<void>;
  putAdminCredential(credential: DeliveredCredential & { projectId: string }): Promise<void>;
  removeAdminCredential(tokenId: string): Promise<void>;
  putEventStreams(projectId: string, streams: readonly DeliveredStream[]): Promise<void>;
}

/** The way to every plane. */
export interface PlanePorts {
  /** @throws when there is no such plane */
  of(planeId: string): Promise<PlanePort>;
  all(): Promise<{ provisioner: PlanePort }[]>;
}

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

async function putCredentialsOfProject(control: ControlDatabase, planes: PlanePorts, id: string) {
  const project = await control.projects.findForDelivery(id);
  if (!project || project.state === "deleted") return;
  const tokens = await control.tokens.listReaching(project.workspaceId, id);
  await eachOf(tokens, (token) => putCredentials(control, planes, token.id, [id]));
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

function putCredential(control: ControlDatabase, planes: PlanePorts, id: string) {
  return putCredentials(control, planes, id, null);
}

/** A credential on its way to the plane of one project. */
interface AddressedCredential extends DeliveredCredential {
  readonly projectId: string;
  readonly planeId: string;
}

/** Tells planes of a token in these projects, or in each that it reaches. */
async function putCredentials(
  control: ControlDatabase,
  planes: PlanePorts,
  tokenId: string,
  within: readonly string[] | null,
): Promise<void> {
  let wanted = await credentialsOf(control, tokenId, within);
  for (;;) {
    if (!wanted) return removeCredential(planes, tokenId);
    await eachOf(wanted, async ({ planeId, ...credential }) => {
      await (await planes.of(planeId)).putAdminCredential(credential);
    });
    // A revocation, a roll, a change or a move that came meanwhile must not be undone by this.
    const latest = await credentialsOf(control, tokenId, within);
    if (isDeepStrictEqual(latest, wanted)) return;
    wanted = latest;
  }
}

/** What planes are told about a token; nothing when it works nowhere now. */
async function credentialsOf(
  control: ControlDatabase,
  tokenId: string,
  within: readonly string[] | null,
): Promise<AddressedCredential[] | undefined> {
  const token = await control.tokens.findForDelivery(tokenId);
  if (!token || token.revokedAt || token.approval === "pending") return undefined;
  const owner = await control.holders.rights(token.ownerId);
  const policy = await control.tokenPolicies.find(token.workspaceId);
  const allowedCidrs = commonNetworks(token.allowedCidrs, policy.allowedCidrs);
  if (!owner || !allowedCidrs) return undefined;
  const { previousDigest, previousEndsAt } = token;
  const inEach = {
    tokenId: token.id,
    digest: token.digest,
    ...(previousDigest && previousEndsAt
      ? { previous: { digest: previousDigest, endsAt: previousEndsAt } }
      : {}),
    ownerLabel: owner.email || owner.name,
    ...(token.expiresAt ? { expiresAt: token.expiresAt } : {}),
    allowedCidrs,
  };
  const reached = await control.projects.list(token.workspaceId, {
    within: within ?? token.projectIds,
  });
  return (
    reached
      // A project that its plane has not seen yet gets its credentials right after it.
      .filter(({ provisionedVersion }) => within !== null || provisionedVersion > 0)
      .map(({ id: projectId, planeId }) => ({
        ...inEach,
        projectId,
        planeId,
        permissions: usablePermissions(token, owner, projectId),
      }))
  );
}

/** So many at once: a workspace may have thousands of projects. */
const AT_ONCE = 32;

/** Does all of the work, then throws what failed first. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const failures: unknown[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const group = items.slice(start, start + AT_ONCE);
    const outcomes = await Promise.allSettled(group.map(work));
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") failures.push(outcome.reason);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** A token never does more than its owner may now, nor where its owner does not reach. */
function usablePermissions(
  token: PersonalAccessTokenRow,
  { permissions, projectIds, projectRoles }: HolderRights,
  projectId: string,
): string[] {
  if (projectIds && !projectIds.includes(projectId)) return [];
  const other = projectRoles.find((each) => each.projectId === projectId);
  const held = other?.permissions ?? permissions;
  return commonPermissions(token.permissions, held);
}

function removeCredential(planes: PlanePorts, tokenId: string): Promise<void> {
  return onEvery(planes, (plane) => plane.removeAdminCredential(tokenId));
}

/** A plane that cannot be reached does not keep the others from hearing. */
async function onEvery(
  planes: PlanePorts,
  work: (plane: PlanePort) => Promise<void>,
): Promise<void> {
  const every = await planes.all();
  const outcomes = await Promise.allSettled(every.map(({ provisioner }) => work(provisioner)));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
