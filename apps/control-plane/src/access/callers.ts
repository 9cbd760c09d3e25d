import { commonPermissions } from "@grantry/contracts";
import { type Caller, ControlError, type Holder, notFound } from "@grantry/control";
import type { HolderRights } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { PersonPrincipal, Principal, TokenPrincipal } from "./principal.js";
import type { RequestedPlace } from "./requested-place.js";

const ANYWHERE: RequestedPlace = { noun: "workspace" };

/**
 * The caller that a principal is at a place: the one decision about workspace and permissions.
 * @throws ControlError `not_found` for a workspace or project the principal does not belong to,
 *   `no_workspace` for a person who belongs to none, `unauthorized` for a token without an owner
 */
export async function callerAt(
  controlPlane: ControlPlane,
  principal: Principal,
  place: RequestedPlace,
): Promise<Caller> {
  const caller =
    principal.kind === "token"
      ? await callerOfToken(controlPlane, principal, place)
      : await callerOfPerson(controlPlane, principal, place);
  return inProject(caller, place);
}

/** The callers that a principal is in each of its workspaces, the default one first. */
export async function callersEverywhere(
  controlPlane: ControlPlane,
  principal: Principal,
): Promise<Caller[]> {
  if (principal.kind === "token") return [await callerOfToken(controlPlane, principal, ANYWHERE)];
  const members = await controlPlane.control.members.listBySubject(principal.subject);
  const rights = await Promise.all(
    members.map(({ id }) => controlPlane.control.holders.rights(id)),
  );
  return rights.flatMap((each) => (each ? [callerWith(principal, each)] : []));
}

/** A token's caller: never more than its owner may now. */
async function callerOfToken(
  controlPlane: ControlPlane,
  principal: TokenPrincipal,
  place: RequestedPlace,
): Promise<Caller> {
  const { token, origin } = principal;
  const rights = await controlPlane.control.holders.rights(token.ownerId);
  if (!rights) throw new ControlError("unauthorized", "The owner of this token has left.");
  if (place.workspaceId && place.workspaceId !== token.workspaceId) throw notFound(place.noun);
  const usable = (held: readonly string[]) => commonPermissions(token.permissions, held);
  const label = `${token.name} (${rights.email || rights.name})`;
  return {
    actor: { type: "personal_access_token", id: token.id, label, ...origin },
    credential: "personal_access_token",
    member: holderOf(rights),
    workspace: { id: rights.workspaceId, name: rights.workspaceName },
    permissions: usable(rights.permissions),
    projectPermissions: new Map(
      rights.projectRoles.map(({ projectId, permissions }) => [projectId, usable(permissions)]),
    ),
    projectIds: narrower(token.projectIds, rights.projectIds),
    token: {
      id: token.id,
      name: token.name,
      kind: token.kind,
      noteUse: (permission) => controlPlane.permissionUses.note(token.id, permission),
      expiresAt: token.expiresAt,
      allowedCidrs: token.allowedCidrs,
    },
  };
}

async function callerOfPerson(
  { control }: ControlPlane,
  principal: PersonPrincipal,
  place: RequestedPlace,
): Promise<Caller> {
  const members = await control.members.listBySubject(principal.subject);
  const wanted = place.workspaceId;
  for (const member of members) {
    if (wanted !== undefined && member.workspaceId !== wanted) continue;
    const rights = await control.holders.rights(member.id);
    if (rights) return callerWith(principal, rights);
  }
  if (members.length === 0)
    throw new ControlError("no_workspace", "This account has no workspace.");
  throw notFound(place.noun);
}

function callerWith({ credential, origin }: PersonPrincipal, rights: HolderRights): Caller {
  return {
    actor: { type: "member", id: rights.id, label: rights.email, ...origin },
    credential,
    member: holderOf(rights),
    workspace: { id: rights.workspaceId, name: rights.workspaceName },
    permissions: rights.permissions,
    projectPermissions: new Map(
      rights.projectRoles.map(({ projectId, permissions }) => [projectId, permissions]),
    ),
    projectIds: rights.projectIds,
    token: null,
  };
}

/** Inside a project the role there counts; outside the caller's reach there is no project. */
function inProject(caller: Caller, { projectId, noun }: RequestedPlace): Caller {
  if (projectId === undefined) return caller;
  if (caller.projectIds && !caller.projectIds.includes(projectId)) throw notFound(noun);
  return { ...caller, permissions: caller.projectPermissions.get(projectId) ?? caller.permissions };
}

function holderOf({ type, id, email, name, role, roleName }: HolderRights): Holder {
  return { type, id, email, name, role, roleName };
}

function narrower(
  one: readonly string[] | null,
  other: readonly string[] | null,
): readonly string[] | null {
  if (one === null || other === null) return one ?? other;
  return one.filter((id) => other.includes(id));
}
