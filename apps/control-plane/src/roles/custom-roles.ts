import { randomUUID } from "node:crypto";
import {
  type createRoleBodySchema,
  type Effect,
  isPermission,
  type Role,
  type updateRoleBodySchema,
} from "@grantry/contracts";
import {
  assertMay,
  assertMayGive,
  assertReachesAll,
  builtInRole,
  builtInRoleName,
  type Caller,
  ControlError,
  notFound,
  rolePermissions,
  ROLES,
} from "@grantry/control";
import type { ControlStores, ResolvedRole, RoleRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { pushTokens, roleToGive } from "./given-role.js";
import { holderEffects } from "./holder-effects.js";

/** Every role of the caller's workspace: the built-in ones first, then its own by name. */
export async function listRoles({ control }: ControlPlane, caller: Caller): Promise<Role[]> {
  const { id } = caller.workspace;
  const [custom, holders] = await Promise.all([
    control.roles.list(id),
    control.roles.countHolders(id),
  ]);
  const builtIn = ROLES.map((role) => ({
    id: role,
    name: builtInRoleName(role),
    built_in: true,
    based_on: null,
    permissions: [...rolePermissions(role)],
    holders: holders.get(role) ?? 0,
    created_at: null,
    updated_at: null,
  }));
  const own = custom.map((role) => ({
    id: role.id,
    name: role.name,
    built_in: false,
    based_on: role.basedOn,
    permissions: role.permissions,
    holders: holders.get(role.id) ?? 0,
    created_at: role.createdAt.toISOString(),
    updated_at: role.updatedAt.toISOString(),
  }));
  return [...builtIn, ...own];
}

/** One role. @throws ControlError `not_found` */
export async function readRole(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<Role> {
  const roles = await listRoles(controlPlane, caller);
  const role = roles.find((each) => each.id === id.toLowerCase());
  if (!role) throw notFound("role");
  return role;
}

/** Copies a built-in role into one of the workspace's own. @returns its ID */
export async function createRole(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: z.output<typeof createRoleBodySchema>,
): Promise<string> {
  assertMayShape(caller);
  const permissions = ordered(wish.permissions ?? rolePermissions(wish.based_on));
  assertMayGive(caller, permissions);
  const now = new Date();
  const role: RoleRow = {
    id: randomUUID(),
    workspaceId: caller.workspace.id,
    name: wish.name,
    basedOn: wish.based_on,
    permissions,
    createdAt: now,
    updatedAt: now,
    removedAt: null,
  };
  return controlPlane.commit(async (stores) => {
    await assertNameFree(stores, caller, role.name);
    await stores.roles.create(role);
    await record(stores, caller, "role.create", role, { after: factsOf(role) });
    return { result: role.id, messages: [] };
  });
}

/**
 * Renames a custom role or changes what it holds; the tokens of its holders follow. A dry run tells
 * what its holders gain and lose.
 */
export async function changeRole(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  wish: z.output<typeof updateRoleBodySchema>,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMayShape(caller);
  assertCustom(id);
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const role = await stores.roles.hold(caller.workspace.id, id);
    if (!role) throw notFound("role");
    const permissions = ordered(wish.permissions ?? role.permissions);
    assertMayGive(caller, role.permissions);
    assertMayGive(caller, permissions);
    const changed = { ...role, name: wish.name ?? role.name, permissions };
    await assertNameFree(stores, caller, changed.name, role.id);
    if (mode === "dry_run") {
      return { result: await holderEffects(stores, role, permissions), messages: [] };
    }
    await stores.roles.change(role.id, { name: changed.name, permissions });
    const facts = { before: factsOf(role), after: factsOf(changed) };
    await record(stores, caller, "role.update", changed, facts);
    const holders = await stores.holders.idsWithRole(role.workspaceId, role.id);
    return { result: "done", messages: await pushTokens(stores, holders) };
  });
}

/**
 * Deletes a custom role. While somebody has it a replacement is needed, which they get. A dry run
 * tells how many that are, and what they gain and lose.
 * @throws ControlError `conflict` without one
 */
export async function deleteRole(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  { replacement, mode }: { replacement: string | undefined; mode: WriteMode },
): Promise<Effect[] | "done"> {
  assertMayShape(caller);
  assertCustom(id);
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const role = await stores.roles.hold(caller.workspace.id, id);
    if (!role) throw notFound("role");
    assertMayGive(caller, role.permissions);
    const holders = await stores.holders.idsWithRole(role.workspaceId, role.id);
    const uses = (await stores.roles.countHolders(role.workspaceId)).get(role.id) ?? 0;
    const given =
      uses > 0 ? await replacementOf(stores, caller, { role, replacement, uses }) : null;
    if (mode === "dry_run") {
      const effects = await holderEffects(stores, role, given?.permissions ?? []);
      return { result: effects, messages: [] };
    }
    if (given) await stores.roles.replace(role.workspaceId, role.id, given.role);
    await stores.roles.remove(role.id, new Date());
    await record(stores, caller, "role.delete", role, {
      before: factsOf(role),
      after: uses > 0 ? { replacement } : null,
    });
    return { result: "done", messages: await pushTokens(stores, holders) };
  });
}

async function replacementOf(
  stores: ControlStores,
  caller: Caller,
  { role, replacement, uses }: { role: RoleRow; replacement: string | undefined; uses: number },
): Promise<ResolvedRole> {
  if (replacement === undefined || replacement === role.id || replacement === "owner") {
    throw new ControlError(
      "conflict",
      `This role is in use. Say which role replaces it: ?replacement={role}.`,
      { holders: uses },
    );
  }
  return roleToGive(stores, caller, replacement);
}

function assertMayShape(caller: Caller): void {
  assertMay(caller, "members:write");
  assertReachesAll(caller, "members:write");
}

function assertCustom(id: string): void {
  if (builtInRole(id)) {
    throw new ControlError("conflict", "Built-in roles stay as they are. Duplicate it instead.");
  }
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)) throw notFound("role");
}

async function assertNameFree(
  stores: ControlStores,
  caller: Caller,
  name: string,
  exceptId?: string,
): Promise<void> {
  const isBuiltIn = ROLES.some(
    (role) => builtInRoleName(role).toLowerCase() === name.toLowerCase(),
  );
  const isTaken =
    isBuiltIn || (await stores.roles.isNameTaken(caller.workspace.id, name, exceptId));
  if (!isTaken) return;
  const message = "There is a role with this name.";
  throw new ControlError("conflict", message, { fields: [{ path: "name", message }] });
}

function ordered(permissions: readonly string[]): string[] {
  return [...new Set(permissions)].filter(isPermission).toSorted();
}

function factsOf({ name, permissions }: RoleRow) {
  return { name, permissions };
}

async function record(
  stores: ControlStores,
  caller: Caller,
  action: string,
  role: RoleRow,
  facts: { before?: unknown; after?: unknown },
): Promise<void> {
  await stores.audit.record({
    workspaceId: role.workspaceId,
    projectId: null,
    actor: caller.actor,
    action,
    target: { type: "role", id: role.id, label: role.name },
    before: facts.before ?? null,
    after: facts.after ?? null,
  });
}
