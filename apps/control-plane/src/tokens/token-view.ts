import type { PersonalAccessToken, ProjectApiKey, WorkspaceApiKey } from "@grantry/contracts";
import { tokenState } from "@grantry/control";
import type { PersonalAccessTokenRow } from "@grantry/persistence";

export interface LastUse {
  at: Date;
  address: string;
  userAgent: string;
}

/** What is known of a token's use: the last one at a plane, and which permissions it used. */
export interface KnownUse {
  planeUse?: LastUse | undefined;
  usedPermissions?: readonly string[];
}

/** A personal access token as Grantry's own routes show it. */
export function tokenView(
  token: PersonalAccessTokenRow,
  owner: PersonalAccessToken["owner"],
  { planeUse, usedPermissions = [] }: KnownUse = {},
): PersonalAccessToken {
  const now = new Date();
  const used = laterUse(token, planeUse);
  return {
    id: token.id,
    name: token.name,
    description: token.description,
    kind: token.kind,
    state: tokenState(token, now),
    owner,
    workspace_id: token.workspaceId,
    permissions: token.permissions,
    used_permissions: [...usedPermissions],
    project_ids: token.projectIds,
    allowed_cidrs: token.allowedCidrs,
    expires_at: token.expiresAt?.toISOString() ?? null,
    last_characters: token.lastCharacters,
    last_used_at: used.at?.toISOString() ?? null,
    last_used_address: used.address,
    last_used_user_agent: used.userAgent,
    created_at: token.createdAt.toISOString(),
    rolled_at: token.rolledAt?.toISOString() ?? null,
    previous_value: previousValue(token, now),
    approval: approvalOf(token),
    trusted_issuer_id: token.trustedIssuerId,
    revoked_at: token.revokedAt?.toISOString() ?? null,
  };
}

/** The later of a token's last uses at the control plane and at a plane. */
export function laterUse(token: PersonalAccessTokenRow, planeUse: LastUse | undefined) {
  const isPlaneLater = planeUse && (!token.lastUsedAt || planeUse.at > token.lastUsedAt);
  return isPlaneLater
    ? planeUse
    : { at: token.lastUsedAt, address: token.lastUsedAddress, userAgent: token.lastUsedUserAgent };
}

function previousValue(
  { previousLastCharacters, previousEndsAt }: PersonalAccessTokenRow,
  now: Date,
): PersonalAccessToken["previous_value"] {
  if (previousLastCharacters === null || previousEndsAt === null) return null;
  if (previousEndsAt <= now) return null;
  return { last_characters: previousLastCharacters, ends_at: previousEndsAt.toISOString() };
}

function approvalOf(token: PersonalAccessTokenRow): PersonalAccessToken["approval"] {
  if (token.approval === null) return null;
  return {
    state: token.approval,
    decided_by: token.approvalBy,
    decided_at: token.approvalAt?.toISOString() ?? null,
    note: token.approvalNote,
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
    ...(token.expiresAt ? { expires_at: token.expiresAt.toISOString() } : {}),
    created_at: token.createdAt.toISOString(),
    updated_at: (token.revokedAt ?? token.rolledAt ?? token.createdAt).toISOString(),
  };
}
