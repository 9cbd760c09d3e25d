import { createHash } from "node:crypto";

export type ActorType = "member" | "personal_access_token" | "service" | "system";

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

/** The previous hash of the first event of a workspace. */
export const CHAIN_START = "0".repeat(64);

/** Gives an entry its place after the head of its workspace's chain. */
export function chainAuditEntry(
  head: { sequence: number; hash: string } | undefined,
  entry: AuditEntry,
  at: { id: string; occurredAt: Date },
): ChainedAuditEntry {
  const placed = {
    ...entry,
    ...at,
    sequence: (head?.sequence ?? 0) + 1,
    previousHash: head?.hash ?? CHAIN_START,
  };
  return { ...placed, hash: auditHash(placed) };
}

/** SHA-256 over the canonical JSON of an entry without its own hash. */
export function auditHash(entry: Omit<ChainedAuditEntry, "hash">): string {
  const covered = {
    id: entry.id,
    sequence: entry.sequence,
    occurred_at: entry.occurredAt.toISOString(),
    workspace_id: entry.workspaceId,
    project_id: entry.projectId,
    actor: entry.actor,
    action: entry.action,
    target: entry.target,
    before: entry.before ?? null,
    after: entry.after ?? null,
    previous_hash: entry.previousHash,
  };
  return createHash("sha256").update(canonicalJson(covered)).digest("hex");
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

/** JSON with sorted keys and nothing optional, so that equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
