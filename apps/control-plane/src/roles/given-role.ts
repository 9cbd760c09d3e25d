import { assertMayGive, type Caller, invalidField, notFound } from "@grantry/control";
import type { ControlStores, OutboxMessage, ResolvedRole } from "@grantry/persistence";

/** The role and the reach of a member, a service account or an invitation. */
export interface Standing {
  role: string;
  projectIds: string[] | null;
}

/**
 * A role that the caller is about to give. Nobody gives more than they have; nobody but an owner
 * holds what makes an owner.
 * @throws ControlError `bad_request` without such a role, `forbidden` naming what is too much
 */
export async function roleToGive(
  stores: ControlStores,
  caller: Caller,
  role: string,
): Promise<ResolvedRole> {
  const resolved = await stores.roles.resolve(caller.workspace.id, role);
  if (!resolved) throw invalidField("role", "There is no such role.");
  assertMayGive(caller, resolved.permissions);
  return resolved;
}

/**
 * What somebody's standing becomes. The caller needs all that is given and all that is taken.
 * @throws ControlError `bad_request`, `forbidden`, `not_found` for a foreign project
 */
export async function changedStanding(
  stores: ControlStores,
  caller: Caller,
  current: Standing,
  wish: { role?: string | undefined; project_ids?: string[] | null | undefined },
): Promise<Standing> {
  const before = await stores.roles.resolve(caller.workspace.id, current.role);
  assertMayGive(caller, before?.permissions ?? []);
  return newStanding(stores, caller, {
    role: wish.role ?? current.role,
    projectIds: wish.project_ids === undefined ? current.projectIds : wish.project_ids,
  });
}

/** A standing that the caller may give. @throws ControlError as `changedStanding` */
export async function newStanding(
  stores: ControlStores,
  caller: Caller,
  wish: Standing,
): Promise<Standing> {
  const { role } = await roleToGive(stores, caller, wish.role);
  if (wish.projectIds === null) return { role, projectIds: null };
  if (role === "owner") throw invalidField("project_ids", "An owner reaches every project.");
  const projectIds = [...new Set(wish.projectIds)];
  for (const id of projectIds) {
    if (!(await stores.projects.find(caller.workspace.id, id))) throw notFound("project");
  }
  return { role, projectIds };
}

/** Tells the planes what the tokens of these holders may do from now on. */
export async function pushTokens(
  stores: ControlStores,
  holderIds: readonly string[],
): Promise<OutboxMessage[]> {
  const messages: OutboxMessage[] = [];
  for (const tokenId of await stores.tokens.livingOf(holderIds)) {
    messages.push(await stores.outbox.add("credential.put", tokenId));
  }
  return messages;
}

/** Ends the tokens and the project roles of somebody who leaves. */
export async function endRights(
  stores: ControlStores,
  holderId: string,
  at: Date,
): Promise<OutboxMessage[]> {
  await stores.holders.removeProjectRoles(holderId);
  const messages: OutboxMessage[] = [];
  for (const tokenId of await stores.tokens.revokeAllOf(holderId, at)) {
    messages.push(await stores.outbox.add("credential.remove", tokenId));
  }
  return messages;
}
