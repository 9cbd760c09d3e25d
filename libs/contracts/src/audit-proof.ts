import { z } from "zod";
import { auditEventSchema, type AuditEvent } from "./audit-event.js";
import { canonicalJson } from "./canonical-json.js";
import { moment } from "./text.js";

/** The public half of a key that signs heads of the audit log: Ed25519 (RFC 8037). */
export const auditKeySchema = z
  .object({
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    x: z.string(),
    kid: z.string().meta({ description: "The key's thumbprint (RFC 7638)." }),
    use: z.literal("sig"),
    alg: z.literal("EdDSA"),
  })
  .meta({ id: "auditKey" });
export type AuditKey = z.infer<typeof auditKeySchema>;

export const auditKeySetSchema = z
  .object({ keys: z.array(auditKeySchema) })
  .meta({ id: "auditKeySet" });
export type AuditKeySet = z.infer<typeof auditKeySetSchema>;

/** The head of a workspace's chain as it was at a moment, signed by the control plane. */
export const auditHeadSchema = z
  .object({
    workspace_id: z.guid(),
    sequence: z.int(),
    hash: z.string(),
    signed_at: moment,
    key_id: z.string(),
    signature: z.string().meta({
      description: "Ed25519 over the RFC 8785 form of the other members, base64url.",
    }),
  })
  .meta({ id: "auditHead" });
export type AuditHead = z.infer<typeof auditHeadSchema>;

export const listAuditHeadsSchema = z
  .object({
    heads: z.array(auditHeadSchema),
    next_page_token: z.string(),
    has_next_page: z.boolean(),
  })
  .meta({ id: "listAuditHeads" });
export type ListAuditHeads = z.infer<typeof listAuditHeadsSchema>;

/** What a check of a workspace's whole chain found. */
export const auditVerificationSchema = z
  .object({
    intact: z.boolean(),
    events: z.int().meta({ description: "How many events stand before the first break." }),
    head: z.object({ sequence: z.int(), hash: z.string() }).nullable(),
    signed_head: auditHeadSchema.nullable(),
    broken_at: z
      .object({ sequence: z.int(), occurred_at: moment.nullable(), reason: z.string() })
      .nullable(),
    checked_at: moment,
  })
  .meta({ id: "auditVerification" });
export type AuditVerification = z.infer<typeof auditVerificationSchema>;

/** The first line of an export. */
export const auditExportHeaderSchema = z.object({
  kind: z.literal("header"),
  format: z.literal("grantry-audit-export/1"),
  workspace_id: z.guid(),
  exported_at: moment,
  canonical_json: z.literal("RFC 8785"),
  hash: z.literal("SHA-256"),
  keys_url: z.string(),
  keys: z.array(auditKeySchema),
});
export type AuditExportHeader = z.infer<typeof auditExportHeaderSchema>;

/** The last line of an export: what stands before it, signed. */
export const auditExportProofSchema = z.object({
  kind: z.literal("proof"),
  workspace_id: z.guid(),
  count: z.int(),
  first_sequence: z.int(),
  last_sequence: z.int(),
  previous_hash: z.string(),
  hash: z.string(),
  signed_at: moment,
  key_id: z.string(),
  signature: z.string(),
});
export type AuditExportProof = z.infer<typeof auditExportProofSchema>;

/** One line of an export of the audit log. */
export const auditExportLineSchema = z.discriminatedUnion("kind", [
  auditExportHeaderSchema,
  auditEventSchema.extend({ kind: z.literal("event") }),
  auditHeadSchema.extend({ kind: z.literal("head") }),
  auditExportProofSchema,
]);
export type AuditExportLine = z.infer<typeof auditExportLineSchema>;

/** The previous hash of the first event of a workspace. */
export const CHAIN_START = "0".repeat(64);

/** What the hash of an event covers: everything in it and the hash before it. */
export function auditEventContent(event: Omit<AuditEvent, "hash">): string {
  return canonicalJson({
    id: event.id,
    sequence: event.sequence,
    occurred_at: event.occurred_at,
    workspace_id: event.workspace_id,
    project_id: event.project_id,
    actor: {
      type: event.actor.type,
      id: event.actor.id,
      label: event.actor.label,
      address: event.address,
      userAgent: event.user_agent,
      requestId: event.request_id,
    },
    action: event.action,
    target: event.target,
    before: event.before ?? null,
    after: event.after ?? null,
    previous_hash: event.previous_hash,
  });
}

/** What the signature of a head, or of an export, covers: all of its other members. */
export function signedContent(signed: Omit<AuditHead, "signature">): string;
export function signedContent(signed: Omit<AuditExportProof, "signature">): string;
export function signedContent(signed: Record<string, unknown>): string {
  const { signature: _, ...covered } = signed;
  return canonicalJson({ kind: "head", ...covered });
}
