import { EntitySchema } from "typeorm";

export interface InvitationRow {
  id: string;
  workspaceId: string;
  email: string;
  role: string;
  projectIds: string[] | null;
  codeDigest: Buffer;
  /** Whether a pending one has expired is told by its time. */
  state: "pending" | "accepted" | "declined" | "revoked";
  invitedById: string;
  invitedBy: string;
  createdAt: Date;
  sentAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
}

export const invitationTable = new EntitySchema<InvitationRow>({
  name: "invitation",
  tableName: "invitations",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    email: { type: "text" },
    role: { type: "text" },
    projectIds: { type: "uuid", array: true, name: "project_ids", nullable: true },
    codeDigest: { type: "bytea", name: "code_digest" },
    state: { type: "text" },
    invitedById: { type: "uuid", name: "invited_by_id" },
    invitedBy: { type: "text", name: "invited_by" },
    createdAt: { type: "timestamptz", name: "created_at" },
    sentAt: { type: "timestamptz", name: "sent_at" },
    expiresAt: { type: "timestamptz", name: "expires_at" },
    answeredAt: { type: "timestamptz", name: "answered_at", nullable: true },
  },
});
