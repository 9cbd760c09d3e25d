import type { AuditEvent } from "@grantry/contracts";
import type { ChainedAuditEntry } from "@grantry/control";
import { z } from "zod";

const storedJson = z.json().nullable().catch(null);

/** An audit event on the wire. */
export function auditEventView(event: ChainedAuditEntry): AuditEvent {
  const { type, id, label, address, userAgent, requestId } = event.actor;
  return {
    id: event.id,
    sequence: event.sequence,
    occurred_at: event.occurredAt.toISOString(),
    actor: { type, id, label },
    action: event.action,
    target: event.target,
    workspace_id: event.workspaceId,
    project_id: event.projectId,
    address,
    user_agent: userAgent,
    request_id: requestId,
    before: storedJson.parse(event.before),
    after: storedJson.parse(event.after),
    previous_hash: event.previousHash,
    hash: event.hash,
  };
}
