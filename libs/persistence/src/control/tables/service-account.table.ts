import { EntitySchema } from "typeorm";

export interface ServiceAccountRow {
  id: string;
  workspaceId: string;
  name: string;
  role: string;
  projectIds: string[] | null;
  /** Who answers for it: the member who made it. */
  responsibleId: string | null;
  responsibleLabel: string;
  createdAt: Date;
  removedAt: Date | null;
}

export const serviceAccountTable = new EntitySchema<ServiceAccountRow>({
  name: "service_account",
  tableName: "service_accounts",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    name: { type: "text" },
    role: { type: "text" },
    projectIds: { type: "uuid", array: true, name: "project_ids", nullable: true },
    responsibleId: { type: "uuid", name: "responsible_id", nullable: true },
    responsibleLabel: { type: "text", name: "responsible_label" },
    createdAt: { type: "timestamptz", name: "created_at" },
    removedAt: { type: "timestamptz", name: "removed_at", nullable: true },
  },
});
