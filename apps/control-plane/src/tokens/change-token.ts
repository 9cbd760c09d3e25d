import { grants } from "@grantry/contracts";
import {
  assertAddresses,
  assertMay,
  type Caller,
  ControlError,
  invalidField,
  isWithinNetworks,
  tokenState,
} from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { assertNetworks, assertProjectsExist, nameTaken } from "./create-token.js";
import { findToken } from "./find-token.js";

/** What may change about a token; what is absent stays. */
export interface TokenChanges {
  name?: string | undefined;
  description?: string | undefined;
  permissions?: readonly string[] | undefined;
  projectIds?: readonly string[] | undefined;
  expiresAt?: Date | undefined;
  allowedCidrs?: readonly string[] | undefined;
}

/**
 * Changes a token: its words freely, what it may do only to less. Networks are chosen freely by the
 * token's owner in person while no owner of the workspace has approved it.
 * @throws ControlError `not_found`, `forbidden`, `bad_request`, `conflict`
 */
export async function changeToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  wish: TokenChanges,
): Promise<PersonalAccessTokenRow> {
  const token = await findToken(controlPlane, caller, id);
  if (!isOwnInPerson(caller, token)) assertMay(caller, "pats:write");
  assertChangeable(token);
  const changes = rowChanges(wish);
  const changed = { ...token, ...changes };
  assertNotMore(token, changed);
  assertNetworks(changed.allowedCidrs);
  const policy = await controlPlane.control.tokenPolicies.find(token.workspaceId);
  if (wish.allowedCidrs) {
    assertAddresses(policy, changed.allowedCidrs);
    const isFree = isOwnInPerson(caller, token) && token.approval === null;
    if (!isFree && !isWithinNetworks(changed.allowedCidrs, token.allowedCidrs)) {
      throw invalidField("allowed_cidrs", "These networks reach further than the token's own.");
    }
  }
  await controlPlane.commit(async (stores) => {
    if (wish.projectIds) await assertProjectsExist(stores, caller, wish.projectIds);
    if (await stores.tokens.isNameTaken(token.ownerId, changed.name, token.id)) throw nameTaken();
    if (!(await stores.tokens.update(token.id, changes))) throw ended();
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: caller.actor,
      action: "personal_access_token.update",
      target: { type: "personal_access_token", id: token.id, label: changed.name },
      before: recorded(token, changes),
      after: recorded(changed, changes),
    });
    // Fewer projects: out of all first, then into those that are left.
    const messages = wish.projectIds
      ? [await stores.outbox.add("credential.remove", token.id)]
      : [];
    messages.push(await stores.outbox.add("credential.put", token.id));
    return { result: undefined, messages };
  });
  return changed;
}

/** Whether the caller is the token's owner, and not by way of a token. */
export function isOwnInPerson(caller: Caller, token: PersonalAccessTokenRow): boolean {
  return token.ownerId === caller.member.id && caller.token === null;
}

/** @throws ControlError `conflict` for tokens that have ended or that nobody made */
export function assertChangeable(token: PersonalAccessTokenRow): void {
  if (token.kind === "exchanged") {
    throw new ControlError("conflict", "A trusted issuer's token ends soon; it is not changed.");
  }
  const state = tokenState(token, new Date());
  if (state === "revoked" || state === "rejected") throw ended();
}

/** @returns what is said when a token has been revoked */
export function ended(): ControlError {
  return new ControlError("conflict", "This personal access token has ended. Create another one.");
}

function assertNotMore(token: PersonalAccessTokenRow, changed: PersonalAccessTokenRow): void {
  if (changed.permissions.some((permission) => !grants(token.permissions, permission))) {
    throw invalidField("permissions", "A token only loses permissions. Create another for more.");
  }
  const reach = token.projectIds;
  if (reach && !changed.projectIds?.every((projectId) => reach.includes(projectId))) {
    throw invalidField("project_ids", "A token only loses projects. Create another for more.");
  }
  if (changed.expiresAt === token.expiresAt) return;
  const isLater = token.expiresAt && changed.expiresAt && changed.expiresAt > token.expiresAt;
  if (isLater) throw invalidField("expires_at", "A token only ends earlier. Roll it for longer.");
  if (changed.expiresAt && changed.expiresAt <= new Date()) {
    throw invalidField("expires_at", "Choose a time in the future.");
  }
}

function rowChanges(wish: TokenChanges) {
  return {
    ...(wish.name === undefined ? {} : { name: wish.name }),
    ...(wish.description === undefined ? {} : { description: wish.description }),
    ...(wish.permissions ? { permissions: [...new Set(wish.permissions)] } : {}),
    ...(wish.projectIds ? { projectIds: [...new Set(wish.projectIds)] } : {}),
    ...(wish.expiresAt ? { expiresAt: wish.expiresAt } : {}),
    ...(wish.allowedCidrs ? { allowedCidrs: [...new Set(wish.allowedCidrs)] } : {}),
  };
}

/** The changed members of a token, as the audit log keeps them. */
function recorded(token: PersonalAccessTokenRow, changes: ReturnType<typeof rowChanges>) {
  const { name, description, permissions, projectIds, expiresAt, allowedCidrs } = token;
  return {
    ...("name" in changes ? { name } : {}),
    ...("description" in changes ? { description } : {}),
    ...("permissions" in changes ? { permissions } : {}),
    ...("projectIds" in changes ? { project_ids: projectIds } : {}),
    ...("expiresAt" in changes ? { expires_at: expiresAt?.toISOString() ?? null } : {}),
    ...("allowedCidrs" in changes ? { allowed_cidrs: allowedCidrs } : {}),
  };
}
