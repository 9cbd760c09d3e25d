import { hash } from "node:crypto";
import { auditEventContent, type AuditEvent, CHAIN_START } from "@grantry/contracts";

/** `client`: one that registered itself and acts on its own registration (RFC 7591, RFC 7592). */
export type ActorType = "member" | "personal_access_token" | "client" | "service" | "system";

/** Who acts, and from where: the first argument of every use case that writes. */
export interface Actor {
  type: ActorType;
  id: string;
  label: string;
  address: string | null;
  userAgent: string | null;
  requestId: string;
}

/** What happened, before it has a place in the chain. */
export interface AuditEntry {
  workspaceId: string;
  projectId: string | null;
  actor: Actor;
  action: string;
  target: { type: string; id: string; label: string };
  before: unknown;
  after: unknown;
}

/** An entry with its place: the hash covers everything in it and the hash before it. */
export interface ChainedAuditEntry extends AuditEntry {
  id: string;
  sequence: number;
  occurredAt: Date;
  previousHash: string;
  hash: string;
}

/**
 * Gives an entry its place after the head of its workspace's chain. What a jsonb column cannot hold
 * (NUL, half a surrogate pair) is replaced before it is hashed: no text that a client sends may keep
 * its event out of the log.
 */
export function chainAuditEntry(
  head: { sequence: number; hash: string } | undefined,
  entry: AuditEntry,
  at: { id: string; occurredAt: Date },
): ChainedAuditEntry {
  const { actor, action, target, before = null, after = null } = entry;
  const placed = {
    workspaceId: entry.workspaceId,
    projectId: entry.projectId,
    ...stored({ actor, action, target, before, after }),
    ...at,
    sequence: (head?.sequence ?? 0) + 1,
    previousHash: head?.hash ?? CHAIN_START,
  };
  return { ...placed, hash: auditHash(placed) };
}

/** SHA-256 over the canonical JSON (RFC 8785) of an entry without its own hash. */
export function auditHash(entry: Omit<ChainedAuditEntry, "hash">): string {
  const { hash: _, ...content } = auditEventOnWire({ ...entry, hash: "" });
  return hash("sha256", auditEventContent(content), "hex");
}

/** An audit event as the API and exports show it; the hash covers exactly this. */
export function auditEventOnWire(event: ChainedAuditEntry): AuditEvent {
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
    before: (event.before ?? null) as AuditEvent["before"],
    after: (event.after ?? null) as AuditEvent["after"],
    previous_hash: event.previousHash,
    hash: event.hash,
  };
}

/** The first broken event of a chain given in order, or `undefined` when it is intact. */
export function findChainBreak(events: readonly ChainedAuditEntry[]): number | undefined {
  let previous: ChainedAuditEntry | undefined;
  for (const event of events) {
    const expectedPrevious = previous?.hash ?? CHAIN_START;
    const expectedSequence = (previous?.sequence ?? 0) + 1;
    const { hash, ...covered } = event;
    const fits =
      event.previousHash === expectedPrevious &&
      event.sequence === expectedSequence &&
      auditHash(covered) === hash;
    if (!fits) return event.sequence;
    previous = event;
  }
  return undefined;
}

/** `\u0000` and lone surrogates in JSON text; a backslash before them that is escaped is none. */
const UNSTORABLE = /(?<=(?<!\\)(?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** A document as the database gives it back: what neither JSON nor a jsonb column knows is gone. */
function stored<Document>(document: Document): Document {
  const json = JSON.stringify(document);
  const kept = json.includes("\\u") ? json.replace(UNSTORABLE, "\ufffd") : json;
  return JSON.parse(kept) as Document;
}
