import type { ClaimCondition } from "@grantry/contracts";
import { EntitySchema } from "typeorm";

/** An OIDC issuer whose tokens a workspace exchanges for its own. */
export interface TrustedIssuerRow {
  id: string;
  workspaceId: string;
  ownerId: string;
  name: string;
  issuer: string;
  jwksUri: string | null;
  audience: string;
  conditions: ClaimCondition[];
  permissions: string[];
  projectIds: string[] | null;
  lifetimeSeconds: number;
  singleUse: boolean;
  enabled: boolean;
  lastUsedAt: Date | null;
  lastSubject: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const trustedIssuerTable = new EntitySchema<TrustedIssuerRow>({
  name: "trusted_issuer",
  tableName: "trusted_issuers",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    ownerId: { type: "uuid", name: "owner_id" },
    name: { type: "text" },
    issuer: { type: "text" },
    jwksUri: { type: "text", name: "jwks_uri", nullable: true },
    audience: { type: "text" },
    conditions: { type: "jsonb" },
    permissions: { type: "text", array: true },
    projectIds: { type: "uuid", array: true, name: "project_ids", nullable: true },
    lifetimeSeconds: { type: "int", name: "lifetime_seconds" },
    singleUse: { type: "boolean", name: "single_use" },
    enabled: { type: "boolean" },
    lastUsedAt: { type: "timestamptz", name: "last_used_at", nullable: true },
    lastSubject: { type: "text", name: "last_subject", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
    updatedAt: { type: "timestamptz", name: "updated_at" },
  },
});
