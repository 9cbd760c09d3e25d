import { z } from "zod";
import { moment } from "./text.js";

/** Who did what to what, when and from where; each event carries the hash of the one before it. */
export const auditEventSchema = z
  .object({
    id: z.guid(),
    sequence: z.int(),
    occurred_at: moment,
    actor: z.object({
      type: z.enum(["member", "personal_access_token", "client", "service", "system"]),
      id: z.string(),
      label: z.string(),
    }),
    action: z.string().meta({ description: "Noun and verb, such as project.create." }),
    target: z.object({ type: z.string(), id: z.string(), label: z.string() }),
    workspace_id: z.guid(),
    project_id: z.guid().nullable(),
    address: z.string().nullable(),
    user_agent: z.string().nullable(),
    request_id: z.string(),
    before: z.json().nullable(),
    after: z.json().nullable(),
    previous_hash: z.string(),
    hash: z.string(),
  })
  .meta({ id: "auditEvent" });
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const listAuditEventsSchema = z
  .object({
    events: z.array(auditEventSchema),
    next_page_token: z.string(),
    has_next_page: z.boolean(),
  })
  .meta({ id: "listAuditEvents" });
export type ListAuditEvents = z.infer<typeof listAuditEventsSchema>;
