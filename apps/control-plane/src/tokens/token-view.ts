import type { PersonalAccessToken, ProjectApiKey, WorkspaceApiKey } from "@grantry/contracts";
import type { MemberRow, PersonalAccessTokenRow } from "@grantry/persistence";

export interface LastUse {
  at: Date;
  address: string;
  userAgent: string;
}

/** A personal access token as Grantry's own routes show it; `planeUse` is its last use at a plane. */
export function tokenView(
  token: PersonalAccessTokenRow,
  owner: Pick<MemberRow, "id" | "email">,
  planeUse?: LastUse,
): PersonalAccessToken {
  const isPlaneLater = planeUse && (!token.lastUsedAt || planeUse.at > token.lastUsedAt);
  const used = isPlaneLater
    ? planeUse
    : { at: token.lastUsedAt, address: token.lastUsedAddress, userAgent: token.lastUsedUserAgent };
  return {
    id: token.id,
    name: token.name,
    owner: { type: "member", id: owner.id, label: owner.email },
    workspace_id: token.workspaceId,
    permissions: token.permissions,
    project_ids: token.projectIds,
    allowed_cidrs: token.allowedCidrs,
    expires_at: token.expiresAt?.toISOString() ?? null,
    last_characters: token.lastCharacters,
    last_used_at: used.at?.toISOString() ?? null,
    last_used_address: used.address,
    last_used_user_agent: used.userAgent,
    created_at: token.createdAt.toISOString(),
    revoked_at: token.revokedAt?.toISOString() ?? null,
  };
}

/** The same token as Ory's project routes show it. */
export function projectApiKeyView(token: PersonalAccessTokenRow, projectId: string): ProjectApiKey {
  return { ...apiKey(token), project_id: projectId };
}

/** The same token as Ory's workspace routes show it. */
export function workspaceApiKeyView(token: PersonalAccessTokenRow): WorkspaceApiKey {
  return { ...apiKey(token), workspace_id: token.workspaceId };
}

function apiKey(token: PersonalAccessTokenRow) {
  return {
    id: token.id,
    name: token.name,
    owner_id: token.ownerId,
    last_characters: token.lastCharacters,
    expires_at: token.expiresAt?.toISOString() ?? null,
    created_at: token.createdAt.toISOString(),
    updated_at: (token.revokedAt ?? token.createdAt).toISOString(),
  };
}
