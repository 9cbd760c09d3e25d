import type { ChainedAuditEntry } from "@grantry/control";
import { EntitySchema } from "typeorm";
import { bigintColumn } from "./bigint-column.js";

export const auditEventTable = new EntitySchema<ChainedAuditEntry>({
  name: "audit_event",
  tableName: "audit_events",
  columns: {
    workspaceId: { type: "uuid", primary: true, name: "workspace_id" },
    sequence: { ...bigintColumn, primary: true },
    id: { type: "uuid" },
    occurredAt: { type: "timestamptz", name: "occurred_at" },
    projectId: { type: "uuid", name: "project_id", nullable: true },
    actor: { type: "jsonb" },
    action: { type: "text" },
    target: { type: "jsonb" },
    before: { type: "jsonb", nullable: true },
    after: { type: "jsonb", nullable: true },
    previousHash: { type: "text", name: "previous_hash" },
    hash: { type: "text" },
  },
});
