import { randomUUID } from "node:crypto";
import {
  assertAddresses,
  assertMay,
  assertMayHandOn,
  assertReaches,
  type Caller,
  chooseEnd,
  ControlError,
  generatePersonalAccessToken,
  invalidField,
  isNetwork,
  needsApproval,
  notFound,
  type TokenPolicyRules,
} from "@grantry/control";
import type { ControlStores, PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { assertRoom } from "../usage/limits.js";

/** What somebody asks for; `expiresAt` absent: as late as may be, `null`: never. */
export interface NewToken {
  name: string;
  description?: string | undefined;
  permissions: readonly string[];
  projectIds: readonly string[] | null;
  expiresAt: Date | null | undefined;
  allowedCidrs: readonly string[];
  /** The service account that gets it; absent: the caller's own. */
  serviceAccountId?: string | undefined;
}

/**
 * Creates a personal access token that belongs to the caller's member, or to a service account, and
 * does no more than the caller may. The value leaves here once. Where the workspace's policy asks for an owner's yes, the
 * token waits for it.
 */
export async function createToken(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: NewToken,
): Promise<{ token: PersonalAccessTokenRow; value: string }> {
  assertMayMakeTokens(caller);
  if (wish.serviceAccountId !== undefined) assertMay(caller, "pats:write");
  const policy = await controlPlane.control.tokenPolicies.find(caller.workspace.id);
  const now = new Date();
  const expiresAt = endFor(policy, caller, wish.expiresAt, now);
  assertMayHandOn(caller, { ...wish, expiresAt });
  if (expiresAt && expiresAt <= now) {
    throw invalidField("expires_at", "Choose a time in the future.");
  }
  assertNetworks(wish.allowedCidrs);
  assertAddresses(policy, wish.allowedCidrs);
  const { value, digest, lastCharacters } = generatePersonalAccessToken(
    controlPlane.tokenDigestKey,
  );
  const token: PersonalAccessTokenRow = {
    ...newTokenRow(caller.workspace.id, wish.serviceAccountId ?? caller.member.id, now),
    name: wish.name,
    description: wish.description ?? "",
    digest,
    lastCharacters,
    permissions: [...new Set(wish.permissions)],
    projectIds: wish.projectIds && [...new Set(wish.projectIds)],
    allowedCidrs: [...new Set(wish.allowedCidrs)],
    expiresAt,
    ...approvalFor(policy, caller, wish.permissions, now),
  };
  await controlPlane.commit(async (stores) => {
    await assertRoom(controlPlane, stores, caller.workspace.id, "personal-access-tokens");
    await assertProjectsExist(stores, caller, token.projectIds);
    if (wish.serviceAccountId !== undefined) {
      const account = await stores.serviceAccounts.hold(token.workspaceId, token.ownerId);
      if (!account) throw notFound("service account");
    }
    if (await stores.tokens.isNameTaken(token.ownerId, token.name)) throw nameTaken();
    await stores.tokens.create(token);
    await recordCreated(stores, caller, token);
    return { result: undefined, messages: [await stores.outbox.add("credential.put", token.id)] };
  });
  return { token, value };
}

/**
 * A person makes tokens of their own; a token needs leave to make others, and one that came from a
 * trusted issuer makes none: it would outlive the pipeline that asked for it.
 */
export function assertMayMakeTokens(caller: Caller): void {
  if (caller.token) assertMay(caller, "pats:write");
  if (caller.token?.kind !== "exchanged") return;
  throw new ControlError(
    "forbidden",
    "A token from a trusted issuer cannot make or roll personal access tokens.",
  );
}

/** A token of nobody's making yet. */
export function newTokenRow(workspaceId: string, ownerId: string, createdAt: Date) {
  return {
    id: randomUUID(),
    workspaceId,
    ownerId,
    kind: "personal" as const,
    trustedIssuerId: null,
    lastUsedAt: null,
    lastUsedAddress: null,
    lastUsedUserAgent: null,
    createdAt,
    rolledAt: null,
    previousDigest: null,
    previousLastCharacters: null,
    previousEndsAt: null,
    approval: null,
    approvalBy: null,
    approvalAt: null,
    approvalNote: "",
    revokedAt: null,
  };
}

/** @throws ControlError `bad_request` naming the first text that is no network */
export function assertNetworks(allowedCidrs: readonly string[]): void {
  const wrong = allowedCidrs.findIndex((cidr) => !isNetwork(cidr));
  if (wrong === -1) return;
  const message = "Enter an address or network, such as 203.0.113.0/24.";
  throw invalidField(`allowed_cidrs.${wrong}`, message);
}

/** Without a wish a token ends when the policy says, or when the token that makes it ends. */
function endFor(
  policy: TokenPolicyRules,
  caller: Caller,
  wished: Date | null | undefined,
  now: Date,
): Date | null {
  const own = caller.token?.expiresAt;
  if (wished === null && own) return null;
  const end = chooseEnd(policy, wished, now);
  return wished === undefined && own && (end === null || end > own) ? own : end;
}

/** An owner in person has said yes by asking; everybody else waits. */
export function approvalFor(
  policy: TokenPolicyRules,
  caller: Caller,
  permissions: readonly string[],
  now: Date,
): Partial<PersonalAccessTokenRow> {
  if (!needsApproval(policy, permissions)) return {};
  const isOwnerInPerson = caller.member.role === "owner" && caller.token === null;
  if (!isOwnerInPerson) return { approval: "pending" };
  return { approval: "approved", approvalBy: caller.actor.label, approvalAt: now };
}

/** @throws ControlError `not_found` for a project that is not there or out of the caller's reach */
export async function assertProjectsExist(
  stores: Pick<ControlStores, "projects">,
  caller: Caller,
  projectIds: readonly string[] | null,
): Promise<void> {
  for (const projectId of projectIds ?? []) {
    const project = await stores.projects.find(caller.workspace.id, projectId);
    if (!project) throw notFound("project");
    assertReaches(caller, project);
  }
}

async function recordCreated(
  stores: ControlStores,
  caller: Caller,
  token: PersonalAccessTokenRow,
): Promise<void> {
  const { permissions, projectIds, allowedCidrs, expiresAt, approval } = token;
  await stores.audit.record({
    workspaceId: token.workspaceId,
    projectId: projectIds?.length === 1 ? (projectIds[0] ?? null) : null,
    actor: caller.actor,
    action: "personal_access_token.create",
    target: { type: "personal_access_token", id: token.id, label: token.name },
    before: null,
    after: {
      permissions,
      project_ids: projectIds,
      allowed_cidrs: allowedCidrs,
      expires_at: expiresAt?.toISOString() ?? null,
      ...(approval === null ? {} : { approval }),
    },
  });
}

/** @returns what is said when an owner has two tokens of one name */
export function nameTaken(): ControlError {
  const message = "You have a token with this name.";
  return new ControlError("conflict", message, { fields: [{ path: "name", message }] });
}
