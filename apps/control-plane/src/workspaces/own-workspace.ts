import type { Permission } from "@grantry/contracts";
import { type Caller, ControlError, notFound } from "@grantry/control";

/** @throws ControlError `not_found` for any workspace but the caller's */
export function assertOwnWorkspace(caller: Caller, workspace: string): void {
  if (workspace.toLowerCase() !== caller.workspace.id) throw notFound("workspace");
}

/**
 * What concerns a whole workspace is out of reach for a token that is limited to projects.
 * @throws ControlError `forbidden`
 */
export function assertWholeWorkspace(caller: Caller, permission: Permission): void {
  if (caller.projectIds === null) return;
  throw new ControlError("forbidden", "Your token is limited to chosen projects.", { permission });
}
