import { EntitySchema } from "typeorm";

/** A host name that a project claims; it is the project's once its DNS record was seen. */
export interface CustomDomainRow {
  id: string;
  projectId: string;
  hostname: string;
  corsEnabled: boolean;
  corsAllowedOrigins: string[];
  /** What the DNS record has to hold. */
  challenge: string;
  verifiedAt: Date | null;
  checkedAt: Date | null;
  verificationErrors: string[];
  createdAt: Date;
  updatedAt: Date;
}

export const customDomainTable = new EntitySchema<CustomDomainRow>({
  name: "custom_domain",
  tableName: "custom_domains",
  columns: {
    id: { type: "uuid", primary: true },
    projectId: { type: "uuid", name: "project_id" },
    hostname: { type: "text" },
    corsEnabled: { type: "boolean", name: "cors_enabled" },
    corsAllowedOrigins: { type: "text", array: true, name: "cors_allowed_origins" },
    challenge: { type: "text" },
    verifiedAt: { type: "timestamptz", name: "verified_at", nullable: true },
    checkedAt: { type: "timestamptz", name: "checked_at", nullable: true },
    verificationErrors: { type: "text", array: true, name: "verification_errors" },
    createdAt: { type: "timestamptz", name: "created_at" },
    updatedAt: { type: "timestamptz", name: "updated_at" },
  },
});
