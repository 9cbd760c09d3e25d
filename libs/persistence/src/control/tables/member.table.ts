import type { Role } from "@grantry/contracts";
import { EntitySchema } from "typeorm";

export interface MemberRow {
  id: string;
  workspaceId: string;
  email: string;
  name: string;
  role: Role;
  /** The identity in the console project, known from the first sign-in or the bootstrap on. */
  subject: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
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
    subject: { type: "text", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
    lastSeenAt: { type: "timestamptz", name: "last_seen_at", nullable: true },
  },
});
