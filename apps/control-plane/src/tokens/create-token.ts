import { randomUUID } from "node:crypto";
import {
  assertMay,
  assertMayHandOn,
  assertReaches,
  type Caller,
  ControlError,
  generatePersonalAccessToken,
  invalidField,
  isNetwork,
  notFound,
  type TokenWish,
} from "@grantry/control";
import type { ControlStores, PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

/**
 * Creates a personal access token that belongs to the caller's member and does no more than the
 * caller may. The value leaves here once.
 */
export async function createToken(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: TokenWish & { name: string },
): Promise<{ token: PersonalAccessTokenRow; value: string }> {
  // A person makes tokens of their own; a token needs leave to make others.
  if (caller.token) assertMay(caller, "pats:write");
  assertMayHandOn(caller, wish);
  assertWellMade(wish);
  const { value, digest, lastCharacters } = generatePersonalAccessToken(
    controlPlane.tokenDigestKey,
  );
  const token: PersonalAccessTokenRow = {
    id: randomUUID(),
    workspaceId: caller.workspace.id,
    ownerId: caller.member.id,
    name: wish.name,
    digest,
    permissions: [...new Set(wish.permissions)],
    projectIds: wish.projectIds && [...new Set(wish.projectIds)],
    allowedCidrs: [...new Set(wish.allowedCidrs)],
    expiresAt: wish.expiresAt,
    lastCharacters,
    lastUsedAt: null,
    lastUsedAddress: null,
    lastUsedUserAgent: null,
    createdAt: new Date(),
    revokedAt: null,
  };
  await controlPlane.commit(async (stores) => {
    await assertProjectsExist(stores, caller, token.projectIds);
    if (await stores.tokens.isNameTaken(token.ownerId, token.name)) throw nameTaken();
    await stores.tokens.create(token);
    await recordCreated(stores, caller, token);
    return { result: undefined, messages: [await stores.outbox.add("credential.put", token.id)] };
  });
  return { token, value };
}

function assertWellMade(wish: TokenWish): void {
  if (wish.expiresAt && wish.expiresAt <= new Date()) {
    throw invalidField("expires_at", "Choose a time in the future.");
  }
  const wrong = wish.allowedCidrs.findIndex((cidr) => !isNetwork(cidr));
  if (wrong !== -1) {
    throw invalidField(
      `allowed_cidrs.${wrong}`,
      "Enter an address or network, such as 203.0.113.0/24.",
    );
  }
}

async function assertProjectsExist(
  stores: ControlStores,
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
  const { permissions, projectIds, allowedCidrs, expiresAt } = token;
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
    },
  });
}

function nameTaken(): ControlError {
  const message = "You have a token with this name.";
  return new ControlError("conflict", message, { fields: [{ path: "name", message }] });
}
