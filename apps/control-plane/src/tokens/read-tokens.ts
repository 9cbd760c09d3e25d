import {
  grants,
  type PersonalAccessToken,
  type TokenState,
  tokenStateSchema,
} from "@grantry/contracts";
import { type Caller, invalidField, tokenState } from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { findToken, mayInspect } from "./find-token.js";
import { permissionUses } from "./permission-usage.js";
import { type KnownUse, type LastUse, laterUse, tokenView } from "./token-view.js";

const REVOKED_SHOWN_MILLISECONDS = 30 * 86_400_000;

/** Which tokens a list shows. */
export interface TokenFilter {
  kind: PersonalAccessToken["kind"];
  state: TokenState | undefined;
}

/** Reads `kind` and `state`. @throws ControlError `bad_request` */
export function readTokenFilter(query: Record<string, unknown>): TokenFilter {
  const { kind = "personal", state } = query;
  if (kind !== "personal" && kind !== "exchanged") {
    throw invalidField("kind", "Use personal or exchanged.");
  }
  const known = state === undefined ? undefined : tokenStateSchema.safeParse(state);
  if (known && !known.success) {
    throw invalidField("state", `Use one of ${tokenStateSchema.options.join(", ")}.`);
  }
  return { kind, state: known?.data };
}

/** The tokens that the caller may see, newest first; revoked ones for 30 days. */
export async function listTokens(
  controlPlane: ControlPlane,
  caller: Caller,
  filter: TokenFilter,
): Promise<PersonalAccessToken[]> {
  const { control } = controlPlane;
  const seesAll = grants(caller.permissions, "pats:read");
  const rows = await control.tokens.list(
    caller.workspace.id,
    seesAll ? undefined : caller.member.id,
  );
  const oldest = Date.now() - REVOKED_SHOWN_MILLISECONDS;
  const shown = rows
    .filter((token) => token.kind === filter.kind && mayInspect(caller, token))
    .filter(({ revokedAt }) => !revokedAt || revokedAt.getTime() > oldest)
    .filter((token) => !filter.state || tokenState(token, new Date()) === filter.state);
  const owners = await control.holders.labels(caller.workspace.id);
  const uses = await knownUses(controlPlane, shown);
  return shown.map((token) => {
    return tokenView(token, ownerIn(owners, token), uses.get(token.id));
  });
}

/** One token. @throws ControlError `not_found` when the caller may not see it */
export async function readToken(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<PersonalAccessToken> {
  return describeToken(controlPlane, await findToken(controlPlane, caller, id));
}

/** A token as it is shown. */
export async function describeToken(
  controlPlane: ControlPlane,
  token: PersonalAccessTokenRow,
): Promise<PersonalAccessToken> {
  const owners = await controlPlane.control.holders.labels(token.workspaceId);
  const uses = await knownUses(controlPlane, [token]);
  return tokenView(token, ownerIn(owners, token), uses.get(token.id));
}

function ownerIn(
  owners: ReadonlyMap<string, { type: "member" | "service_account"; label: string }>,
  { ownerId }: PersonalAccessTokenRow,
): PersonalAccessToken["owner"] {
  const { type, label } = owners.get(ownerId) ?? { type: "member", label: "" };
  return { type, id: ownerId, label };
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

/** The last use of each token at a plane, and which permissions it has used. */
async function knownUses(
  controlPlane: ControlPlane,
  tokens: readonly PersonalAccessTokenRow[],
): Promise<Map<string, KnownUse>> {
  const ids = tokens.map(({ id }) => id);
  const [last, uses] = await Promise.all([
    lastUses(controlPlane, ids),
    permissionUses(controlPlane, ids),
  ]);
  return new Map(
    ids.map((id) => {
      const own = uses.filter(({ tokenId }) => tokenId === id);
      const usedPermissions = [...new Set(own.map(({ permission }) => permission))].toSorted();
      return [id, { planeUse: last.get(id), usedPermissions }];
    }),
  );
}

/** When and from where a token was last used, anywhere. */
export async function lastUseOf(controlPlane: ControlPlane, token: PersonalAccessTokenRow) {
  const uses = await lastUses(controlPlane, [token.id]);
  return laterUse(token, uses.get(token.id));
}

/** The latest use of each token at any plane; planes that are away are left out. */
export async function lastUses(
  controlPlane: ControlPlane,
  ids: readonly string[],
): Promise<Map<string, LastUse>> {
  const latest = new Map<string, LastUse>();
  if (ids.length === 0) return latest;
  const answers = await controlPlane.askEveryPlane(
    (plane) => plane.lastUses(ids),
    "last uses at a plane not read",
  );
  for (const [id, use] of answers.flatMap((uses) => [...uses])) {
    const known = latest.get(id);
    if (known === undefined || known.at < use.at) latest.set(id, use);
  }
  return latest;
}
