import type { PersonalAccessTokenRecord } from "@grantry/control";
import { EntitySchema } from "typeorm";

export interface PersonalAccessTokenRow extends PersonalAccessTokenRecord {
  digest: Buffer;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  lastUsedUserAgent: string | null;
}

export const personalAccessTokenTable = new EntitySchema<PersonalAccessTokenRow>({
  name: "personal_access_token",
  tableName: "personal_access_tokens",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    ownerId: { type: "uuid", name: "owner_id" },
    name: { type: "text" },
    digest: { type: "bytea" },
    permissions: { type: "text", array: true },
    projectIds: { type: "uuid", array: true, name: "project_ids", nullable: true },
    allowedCidrs: { type: "text", array: true, name: "allowed_cidrs" },
    expiresAt: { type: "timestamptz", name: "expires_at", nullable: true },
    lastCharacters: { type: "text", name: "last_characters" },
    lastUsedAt: { type: "timestamptz", name: "last_used_at", nullable: true },
    lastUsedAddress: { type: "text", name: "last_used_address", nullable: true },
    lastUsedUserAgent: { type: "text", name: "last_used_user_agent", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
    revokedAt: { type: "timestamptz", name: "revoked_at", nullable: true },
  },
});
