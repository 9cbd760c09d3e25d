import type { BuiltInRole } from "@grantry/contracts";
import { EntitySchema } from "typeorm";

/** A custom role. */
export interface RoleRow {
  id: string;
  workspaceId: string;
  name: string;
  basedOn: BuiltInRole;
  permissions: string[];
  createdAt: Date;
  updatedAt: Date;
  removedAt: Date | null;
}

export const roleTable = new EntitySchema<RoleRow>({
  name: "role",
  tableName: "roles",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    name: { type: "text" },
    basedOn: { type: "text", name: "based_on" },
    permissions: { type: "text", array: true },
    createdAt: { type: "timestamptz", name: "created_at" },
    updatedAt: { type: "timestamptz", name: "updated_at" },
    removedAt: { type: "timestamptz", name: "removed_at", nullable: true },
  },
});
