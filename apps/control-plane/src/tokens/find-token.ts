import { grants } from "@grantry/contracts";
import { type Caller, notFound } from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

/** The row of a token. @throws ControlError `not_found` when the caller may not see it */
export async function findToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<PersonalAccessTokenRow> {
  const isId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id);
  const token = isId ? await controlPlane.control.tokens.find(caller.workspace.id, id) : null;
  if (!token || !mayInspect(caller, token)) throw notFound("personal access token");
  return token;
}

/** One's own, and others' with `pats:read`; a limited token sees none that reaches further. */
export function mayInspect(caller: Caller, token: PersonalAccessTokenRow): boolean {
  if (token.id === caller.token?.id) return true;
  const reach = caller.projectIds;
  if (reach && !token.projectIds?.every((projectId) => reach.includes(projectId))) return false;
  if (token.ownerId === caller.member.id && caller.token === null) return true;
  if (!grants(caller.permissions, "pats:read")) return false;
  caller.token?.noteUse?.("pats:read");
  return true;
}
