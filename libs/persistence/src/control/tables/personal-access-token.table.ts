import type { PersonalAccessTokenRecord } from "@grantry/control";
import { EntitySchema } from "typeorm";

export interface PersonalAccessTokenRow extends PersonalAccessTokenRecord {
  digest: Buffer;
  /** The value before the last roll; it works until `previousEndsAt`. */
  previousDigest: Buffer | null;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  lastUsedUserAgent: string | null;
}

/** A token as it is made; what only comes with time may be left out. */
export type NewPersonalAccessToken = Omit<PersonalAccessTokenRow, LaterMember> &
  Partial<Pick<PersonalAccessTokenRow, LaterMember>>;
type LaterMember =
  | "description"
  | "kind"
  | "trustedIssuerId"
  | "rolledAt"
  | "previousDigest"
  | "previousLastCharacters"
  | "previousEndsAt"
  | "approval"
  | "approvalBy"
  | "approvalAt"
  | "approvalNote";

export const personalAccessTokenTable = new EntitySchema<PersonalAccessTokenRow>({
  name: "personal_access_token",
  tableName: "personal_access_tokens",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    ownerId: { type: "uuid", name: "owner_id" },
    name: { type: "text" },
    description: { type: "text" },
    kind: { type: "text" },
    trustedIssuerId: { type: "uuid", name: "trusted_issuer_id", nullable: true },
    digest: { type: "bytea" },
    previousDigest: { type: "bytea", name: "previous_digest", nullable: true },
    previousLastCharacters: { type: "text", name: "previous_last_characters", nullable: true },
    previousEndsAt: { type: "timestamptz", name: "previous_ends_at", nullable: true },
    permissions: { type: "text", array: true },
    projectIds: { type: "uuid", array: true, name: "project_ids", nullable: true },
    allowedCidrs: { type: "text", array: true, name: "allowed_cidrs" },
    expiresAt: { type: "timestamptz", name: "expires_at", nullable: true },
    lastCharacters: { type: "text", name: "last_characters" },
    lastUsedAt: { type: "timestamptz", name: "last_used_at", nullable: true },
    lastUsedAddress: { type: "text", name: "last_used_address", nullable: true },
    lastUsedUserAgent: { type: "text", name: "last_used_user_agent", nullable: true },
    rolledAt: { type: "timestamptz", name: "rolled_at", nullable: true },
    approval: { type: "text", nullable: true },
    approvalBy: { type: "text", name: "approval_by", nullable: true },
    approvalAt: { type: "timestamptz", name: "approval_at", nullable: true },
    approvalNote: { type: "text", name: "approval_note" },
    createdAt: { type: "timestamptz", name: "created_at" },
    revokedAt: { type: "timestamptz", name: "revoked_at", nullable: true },
  },
});
