import type { AuditHead, AuditKey } from "@grantry/contracts";
import {
  auditHash,
  CHAIN_START,
  type ChainedAuditEntry,
  isAuditHeadGenuine,
} from "@grantry/control";
import type { ControlStores } from "./control-database.js";

const EVENTS_PER_READ = 500;

/** Where a chain breaks first. */
export interface ChainBreak {
  sequence: number;
  occurredAt: Date | null;
  reason: string;
}

export interface ChainVerdict {
  /** How many events were found intact, from the beginning or from `after`. */
  events: number;
  head: { sequence: number; hash: string } | null;
  brokenAt: ChainBreak | null;
}

/**
 * Computes a workspace's chain anew and compares it with its signed heads and with how far it once
 * reached: a changed, removed, moved or cut-off event is found, and so is a chain that was rewritten
 * as a whole after a head was signed.
 * @param after a place that is known to be good, to check what came since
 */
export async function verifyAuditChain(
  stores: Pick<ControlStores, "audit" | "auditProofs">,
  keys: readonly AuditKey[],
  workspaceId: string,
  after: { sequence: number; hash: string } | null = null,
): Promise<ChainVerdict> {
  // Read first: what is appended meanwhile only makes the log longer.
  const tail = await stores.auditProofs.tail(workspaceId);
  let head = after;
  let events = 0;
  for (;;) {
    const read = await stores.audit.inOrder(workspaceId, head?.sequence ?? 0, EVENTS_PER_READ);
    const [first, last] = [read[0], read.at(-1)];
    if (first === undefined || last === undefined) break;
    const signed = await stores.auditProofs.headsBetween(
      workspaceId,
      first.sequence,
      last.sequence,
    );
    const heads = new Map(signed.map((each) => [each.sequence, each]));
    for (const event of read) {
      const reason =
        breakOf(event, head, heads.get(event.sequence), keys) ?? rewriteOf(event, tail);
      if (reason !== undefined) {
        const { sequence, occurredAt } = event;
        const expected = (head?.sequence ?? 0) + 1;
        const brokenAt = { sequence: Math.min(sequence, expected), occurredAt, reason };
        return { events, head, brokenAt };
      }
      head = { sequence: event.sequence, hash: event.hash };
      events += 1;
    }
  }
  const [newest] = await stores.auditProofs.heads(workspaceId, { take: 1 });
  if (newest !== undefined && newest.sequence > (head?.sequence ?? 0)) {
    const reason = `Events were removed from the end: at ${newest.signed_at} the log had ${newest.sequence}.`;
    const sequence = (head?.sequence ?? 0) + 1;
    return { events, head, brokenAt: { sequence, occurredAt: null, reason } };
  }
  if (tail !== undefined && tail.sequence > (head?.sequence ?? 0)) {
    const reason = `Events were removed from the end: the log had ${tail.sequence}.`;
    const sequence = (head?.sequence ?? 0) + 1;
    return { events, head, brokenAt: { sequence, occurredAt: null, reason } };
  }
  return { events, head, brokenAt: null };
}

/** An event where the log once ended has the hash that was noted then. */
function rewriteOf(
  event: ChainedAuditEntry,
  tail: { sequence: number; hash: string } | undefined,
): string | undefined {
  if (event.sequence !== tail?.sequence || event.hash === tail.hash) return undefined;
  return "The log was rewritten: this event had another hash when it was appended.";
}

function breakOf(
  event: ChainedAuditEntry,
  head: { sequence: number; hash: string } | null,
  signed: AuditHead | undefined,
  keys: readonly AuditKey[],
): string | undefined {
  const expected = (head?.sequence ?? 0) + 1;
  if (event.sequence !== expected) return `Event ${expected} is missing.`;
  const { hash, ...content } = event;
  if (auditHash(content) !== hash) return "The event was changed.";
  if (event.previousHash !== (head?.hash ?? CHAIN_START)) {
    return "The event does not follow the one before it.";
  }
  if (signed === undefined) return undefined;
  if (!isAuditHeadGenuine(keys, signed)) return "The signature of the head does not fit.";
  if (signed.hash !== hash) {
    return `The log was rewritten: at ${signed.signed_at} this event had another hash.`;
  }
  return undefined;
}
