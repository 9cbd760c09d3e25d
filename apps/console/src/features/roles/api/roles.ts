import type { CreateRoleBody, Role, UpdateRoleBody } from "@grantry/contracts";
import { callApi, write } from "../../../lib/api.js";

/** Creates a custom role. */
export function createRole(body: CreateRoleBody, idempotencyKey: string): Promise<Role> {
  return write<Role>("POST", "/roles", body, idempotencyKey);
}

/** Changes the name and the permissions of a custom role. */
export function changeRole(roleId: string, body: UpdateRoleBody): Promise<Role> {
  return write<Role>("PATCH", `/roles/${encodeURIComponent(roleId)}`, body);
}

/** Deletes a custom role; whoever has it gets the replacement. */
export async function deleteRole(roleId: string, replacement: string | undefined): Promise<void> {
  await callApi("DELETE", `/roles/${encodeURIComponent(roleId)}`, {
    query: { replacement },
    idempotencyKey: crypto.randomUUID(),
  });
}
