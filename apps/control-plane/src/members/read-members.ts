import type { Member, ProjectMember, ServiceAccount } from "@grantry/contracts";
import { type Caller, notFound, oryRole } from "@grantry/control";
import type { MemberRow, ServiceAccountRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";

/** The members of the caller's workspace, oldest first. */
export async function listMembers(controlPlane: ControlPlane, caller: Caller): Promise<Member[]> {
  const { control } = controlPlane;
  const members = await control.members.list(caller.workspace.id);
  const standing = await readStanding(controlPlane, caller);
  const subjects = members.flatMap(({ subject }) => subject ?? []);
  const sessions = await control.sessions.countOf(subjects);
  return members.map((member) => memberView(member, standing, sessions.get(member.subject ?? "")));
}

/** One member. @throws ControlError `not_found` */
export async function readMember(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<Member> {
  const members = await listMembers(controlPlane, caller);
  const member = members.find((each) => each.id === id.toLowerCase());
  if (!member) throw notFound("member");
  return member;
}

/** The service accounts of the caller's workspace, oldest first. */
export async function listServiceAccounts(
  controlPlane: ControlPlane,
  caller: Caller,
): Promise<ServiceAccount[]> {
  const accounts = await controlPlane.control.serviceAccounts.list(caller.workspace.id);
  const standing = await readStanding(controlPlane, caller);
  return accounts.map((account) => serviceAccountView(account, standing));
}

/** One service account. @throws ControlError `not_found` */
export async function readServiceAccount(
  controlPlane: ControlPlane,
  caller: Caller,
  id: string,
): Promise<ServiceAccount> {
  const accounts = await listServiceAccounts(controlPlane, caller);
  const account = accounts.find((each) => each.id === id.toLowerCase());
  if (!account) throw notFound("service account");
  return account;
}

/** Who reaches a project, with the role that counts there, in Ory's shape. */
export async function listProjectMembers(
  controlPlane: ControlPlane,
  caller: Caller,
  idOrSlug: string,
): Promise<ProjectMember[]> {
  const { control } = controlPlane;
  const project = await findProject(control, caller, idOrSlug);
  const members = await control.members.list(caller.workspace.id);
  const reaching = members.filter(({ projectIds }) => projectIds?.includes(project.id) ?? true);
  const rights = await Promise.all(reaching.map(({ id }) => control.holders.rights(id)));
  return rights.flatMap((holder) => {
    if (!holder) return [];
    const own = holder.projectRoles.find(({ projectId }) => projectId === project.id);
    const { role, roleName, permissions } = own ?? holder;
    return [
      {
        id: holder.id,
        email: holder.email,
        name: holder.name,
        email_verified: true,
        organization_id: null,
        role: oryRole(permissions),
        source: own || holder.projectIds ? ("project" as const) : ("workspace" as const),
        break_glass: false,
        grantry_role: role,
        grantry_role_name: roleName,
      },
    ];
  });
}

interface StandingOfAll {
  roleNames: ReadonlyMap<string, string>;
  projectRoles: Map<string, Member["project_roles"]>;
  tokens: Map<string, number>;
}

async function readStanding({ control }: ControlPlane, caller: Caller): Promise<StandingOfAll> {
  const { id } = caller.workspace;
  const [roles, others, tokens] = await Promise.all([
    control.roles.names(id),
    control.holders.listProjectRoles(id),
    control.holders.countTokens(id),
  ]);
  const projectRoles: StandingOfAll["projectRoles"] = new Map();
  for (const { holderId, projectId, role, roleName } of others) {
    const list = projectRoles.get(holderId) ?? [];
    list.push({ project_id: projectId, role, role_name: roleName });
    projectRoles.set(holderId, list);
  }
  return { roleNames: roles, projectRoles, tokens };
}

function memberView(member: MemberRow, standing: StandingOfAll, sessions = 0): Member {
  return {
    ...holderView(member, standing),
    email: member.email,
    sessions,
    last_seen_at: member.lastSeenAt?.toISOString() ?? null,
  };
}

function serviceAccountView(account: ServiceAccountRow, standing: StandingOfAll): ServiceAccount {
  const { responsibleId, responsibleLabel } = account;
  return {
    ...holderView(account, standing),
    responsible: responsibleId === null ? null : { id: responsibleId, label: responsibleLabel },
  };
}

function holderView(
  { id, name, role, workspaceId, projectIds, createdAt }: MemberRow | ServiceAccountRow,
  { roleNames, projectRoles, tokens }: StandingOfAll,
) {
  return {
    id,
    name,
    role,
    role_name: roleNames.get(role) ?? "",
    workspace_id: workspaceId,
    project_ids: projectIds,
    project_roles: projectRoles.get(id) ?? [],
    personal_access_tokens: tokens.get(id) ?? 0,
    created_at: createdAt.toISOString(),
  };
}
