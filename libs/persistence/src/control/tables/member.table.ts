import { EntitySchema } from "typeorm";

export interface MemberRow {
  id: string;
  workspaceId: string;
  email: string;
  name: string;
  /** The name of a built-in role, or the ID of a custom one. */
  role: string;
  /** `null`: every project of the workspace. */
  projectIds: string[] | null;
  /** The identity in the console project, known from the first sign-in or the bootstrap on. */
  subject: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  /** Who has left keeps their row, so that records can name them. */
  removedAt: Date | null;
}

export const memberTable = new EntitySchema<MemberRow>({
  name: "member",
  tableName: "members",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    email: { type: "text" },
    name: { type: "text" },
    role: { type: "text" },
    projectIds: { type: "uuid", array: true, name: "project_ids", nullable: true },
    subject: { type: "text", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
    lastSeenAt: { type: "timestamptz", name: "last_seen_at", nullable: true },
    removedAt: { type: "timestamptz", name: "removed_at", nullable: true },
  },
});
