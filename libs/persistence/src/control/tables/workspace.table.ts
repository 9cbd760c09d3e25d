import { EntitySchema } from "typeorm";

export interface WorkspaceRow {
  id: string;
  name: string;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

export const workspaceTable = new EntitySchema<WorkspaceRow>({
  name: "workspace",
  tableName: "workspaces",
  columns: {
    id: { type: "uuid", primary: true },
    name: { type: "text" },
    createdAt: { type: "timestamptz", name: "created_at" },
    updatedAt: { type: "timestamptz", name: "updated_at" },
    deletedAt: { type: "timestamptz", name: "deleted_at", nullable: true },
  },
});
