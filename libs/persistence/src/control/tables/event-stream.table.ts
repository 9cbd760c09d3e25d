import { EntitySchema } from "typeorm";

/** Where a project's events go. Secrets are sealed. */
export interface EventStreamRow {
  id: string;
  projectId: string;
  endpoint: string;
  /** Empty: every type. */
  types: string[];
  description: string;
  status: "active" | "paused";
  pauseReason: string | null;
  secret: Buffer;
  previousSecret: Buffer | null;
  previousSecretUntil: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const eventStreamTable = new EntitySchema<EventStreamRow>({
  name: "event_stream",
  tableName: "event_streams",
  columns: {
    id: { type: "uuid", primary: true },
    projectId: { type: "uuid", name: "project_id" },
    endpoint: { type: "text" },
    types: { type: "text", array: true },
    description: { type: "text" },
    status: { type: "text" },
    pauseReason: { type: "text", name: "pause_reason", nullable: true },
    secret: { type: "bytea" },
    previousSecret: { type: "bytea", name: "previous_secret", nullable: true },
    previousSecretUntil: { type: "timestamptz", name: "previous_secret_until", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
    updatedAt: { type: "timestamptz", name: "updated_at" },
  },
});
