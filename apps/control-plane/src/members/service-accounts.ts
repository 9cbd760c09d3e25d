import { randomUUID } from "node:crypto";
import type {
  createServiceAccountBodySchema,
  Effect,
  updateServiceAccountBodySchema,
} from "@grantry/contracts";
import {
  assertMay,
  assertMayGive,
  assertReachesAll,
  type Caller,
  ControlError,
  invalidField,
  notFound,
  removalEffect,
} from "@grantry/control";
import type { ControlStores, ServiceAccountRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { changedStanding, endRights, newStanding, pushTokens } from "../roles/given-role.js";
import { standingEffects } from "../roles/standing-effects.js";

/** Creates a service account: a role and tokens without a person. @returns its ID */
export async function createServiceAccount(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: z.output<typeof createServiceAccountBodySchema>,
): Promise<string> {
  assertMayManage(caller);
  return controlPlane.commit(async (stores) => {
    const standing = await newStanding(stores, caller, {
      role: notOwner(wish.role),
      projectIds: wish.project_ids ?? null,
    });
    await assertNameFree(stores, caller, wish.name);
    const { member } = caller;
    const account: ServiceAccountRow = {
      id: randomUUID(),
      workspaceId: caller.workspace.id,
      name: wish.name,
      ...standing,
      responsibleId: member.type === "member" ? member.id : null,
      responsibleLabel: member.email || member.name,
      createdAt: new Date(),
      removedAt: null,
    };
    await stores.serviceAccounts.create(account);
    await record(stores, caller, "service_account.create", account, { after: factsOf(account) });
    return { result: account.id, messages: [] };
  });
}

/** Renames a service account, or gives it another role or reach; its tokens follow. */
export async function changeServiceAccount(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  wish: z.output<typeof updateServiceAccountBodySchema>,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMayManage(caller);
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const account = await held(stores, caller, id);
    const standing = await changedStanding(stores, caller, account, {
      ...wish,
      role: wish.role === undefined ? undefined : notOwner(wish.role),
    });
    const name = wish.name ?? account.name;
    await assertNameFree(stores, caller, name, account.id);
    if (mode === "dry_run") {
      const who = { ...account, label: account.name };
      return { result: await standingEffects(stores, who, standing), messages: [] };
    }
    const changed = { ...account, ...standing, name };
    await stores.serviceAccounts.change(account.id, changed);
    const facts = { before: factsOf(account), after: factsOf(changed) };
    await record(stores, caller, "service_account.update", changed, facts);
    return { result: "done", messages: await pushTokens(stores, [account.id]) };
  });
}

/** Removes a service account and ends its tokens everywhere. A dry run tells how many. */
export async function removeServiceAccount(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
  mode: WriteMode,
): Promise<Effect[] | "done"> {
  assertMayManage(caller);
  return controlPlane.commit<Effect[] | "done">(async (stores) => {
    const account = await held(stores, caller, id);
    const role = await stores.roles.resolve(account.workspaceId, account.role);
    assertMayGive(caller, role?.permissions ?? []);
    if (mode === "dry_run") {
      return { result: await removalEffects(stores, account), messages: [] };
    }
    const now = new Date();
    await stores.serviceAccounts.remove(account.id, now);
    const messages = await endRights(stores, account.id, now);
    await record(stores, caller, "service_account.delete", account, { before: factsOf(account) });
    return { result: "done", messages };
  });
}

async function removalEffects(
  stores: ControlStores,
  { id, workspaceId }: ServiceAccountRow,
): Promise<Effect[]> {
  const others = await stores.holders.listProjectRoles(workspaceId);
  const tokens = await stores.holders.countTokens(workspaceId);
  return [
    removalEffect({
      sessions: 0,
      personalAccessTokens: tokens.get(id) ?? 0,
      projectRoles: others.filter(({ holderId }) => holderId === id).length,
    }),
  ];
}

function assertMayManage(caller: Caller): void {
  assertMay(caller, "members:write");
  assertReachesAll(caller, "members:write");
}

function notOwner(role: string): string {
  if (role !== "owner") return role;
  throw invalidField("role", "An owner is a person. Choose Admin or another role.");
}

async function held(stores: ControlStores, caller: Caller, id: string) {
  const account = await stores.serviceAccounts.hold(caller.workspace.id, id);
  if (!account) throw notFound("service account");
  return account;
}

async function assertNameFree(
  stores: ControlStores,
  caller: Caller,
  name: string,
  exceptId?: string,
): Promise<void> {
  if (!(await stores.serviceAccounts.isNameTaken(caller.workspace.id, name, exceptId))) return;
  const message = "There is a service account with this name.";
  throw new ControlError("conflict", message, { fields: [{ path: "name", message }] });
}

function factsOf({ name, role, projectIds }: ServiceAccountRow) {
  return { name, role, project_ids: projectIds };
}

async function record(
  stores: ControlStores,
  caller: Caller,
  action: string,
  account: ServiceAccountRow,
  facts: { before?: unknown; after?: unknown },
): Promise<void> {
  await stores.audit.record({
    workspaceId: account.workspaceId,
    projectId: null,
    actor: caller.actor,
    action,
    target: { type: "service_account", id: account.id, label: account.name },
    before: facts.before ?? null,
    after: facts.after ?? null,
  });
}
