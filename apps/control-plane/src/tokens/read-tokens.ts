import { grants, type PersonalAccessToken } from "@grantry/contracts";
import { type Caller, notFound } from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { type LastUse, tokenView } from "./token-view.js";

const REVOKED_SHOWN_MILLISECONDS = 30 * 86_400_000;

/** The tokens that the caller may see, newest first; revoked ones for 30 days. */
export async function listTokens(
  controlPlane: ControlPlane,
  caller: Caller,
): Promise<PersonalAccessToken[]> {
  const { control } = controlPlane;
  const seesAll = grants(caller.permissions, "pats:read");
  const rows = await control.tokens.list(
    caller.workspace.id,
    seesAll ? undefined : caller.member.id,
  );
  const oldest = Date.now() - REVOKED_SHOWN_MILLISECONDS;
  const shown = rows
    .filter((token) => mayInspect(caller, token))
    .filter(({ revokedAt }) => !revokedAt || revokedAt.getTime() > oldest);
  const owners = await control.members.list(caller.workspace.id);
  const uses = await lastUses(controlPlane, shown);
  return shown.map((token) => {
    const owner = owners.find(({ id }) => id === token.ownerId);
    return tokenView(token, owner ?? { id: token.ownerId, email: "" }, {
      planeUse: uses.get(token.id),
    });
  });
}

/** One token. @throws ControlError `not_found` when the caller may not see it */
export async function readToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<PersonalAccessToken> {
  const token = await findToken(controlPlane, caller, id);
  const owner = await controlPlane.control.members.find(token.ownerId);
  const uses = await lastUses(controlPlane, [token]);
  return tokenView(token, owner ?? { id: token.ownerId, email: "" }, {
    planeUse: uses.get(token.id),
  });
}

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

/** The living tokens that reach a project, or the whole workspace, as far as the caller may see. */
export async function listLivingTokens(
  controlPlane: ControlPlane,
  caller: Caller,
  projectId?: string,
): Promise<PersonalAccessTokenRow[]> {
  const { tokens } = controlPlane.control;
  const rows =
    projectId === undefined
      ? await tokens.list(caller.workspace.id)
      : await tokens.listReaching(caller.workspace.id, projectId);
  return rows.filter(
    (token) =>
      mayInspect(caller, token) &&
      token.revokedAt === null &&
      (projectId !== undefined || token.projectIds === null),
  );
}

/** One's own, and others' with `pats:read`; a limited token sees none that reaches further. */
function mayInspect(caller: Caller, token: PersonalAccessTokenRow): boolean {
  if (token.id === caller.token?.id) return true;
  const reach = caller.projectIds;
  if (reach && !token.projectIds?.every((projectId) => reach.includes(projectId))) return false;
  const isOwn = token.ownerId === caller.member.id && caller.token === null;
  return isOwn || grants(caller.permissions, "pats:read");
}

async function lastUses(
  { plane, logger }: ControlPlane,
  tokens: readonly PersonalAccessTokenRow[],
): Promise<Map<string, LastUse>> {
  if (tokens.length === 0) return new Map();
  try {
    return await plane.lastUses(tokens.map(({ id }) => id));
  } catch (cause) {
    logger.warn({ err: cause }, "last uses at the planes not read");
    return new Map();
  }
}
