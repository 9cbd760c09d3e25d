import type { TokenPolicyRules } from "@grantry/control";
import { EntitySchema } from "typeorm";

export interface TokenPolicyRow extends TokenPolicyRules {
  workspaceId: string;
  updatedAt: Date;
  updatedBy: string;
}

export const tokenPolicyTable = new EntitySchema<TokenPolicyRow>({
  name: "token_policy",
  tableName: "token_policies",
  columns: {
    workspaceId: { type: "uuid", primary: true, name: "workspace_id" },
    maximumLifetimeDays: { type: "int", name: "maximum_lifetime_days", nullable: true },
    expiryRequired: { type: "boolean", name: "expiry_required" },
    addressesRequired: { type: "boolean", name: "addresses_required" },
    allowedCidrs: { type: "text", array: true, name: "allowed_cidrs" },
    approval: { type: "text" },
    approvalPermissions: { type: "text", array: true, name: "approval_permissions" },
    updatedAt: { type: "timestamptz", name: "updated_at" },
    updatedBy: { type: "text", name: "updated_by" },
  },
});
