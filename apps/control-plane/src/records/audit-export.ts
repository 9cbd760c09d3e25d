import { type AuditExportHeader, type AuditHead, CHAIN_START } from "@grantry/contracts";
import { auditEventOnWire, type AuditSigningKey, signAuditExport } from "@grantry/control";
import type { AuditFilter, AuditKeyring, ControlDatabase } from "@grantry/persistence";

const EVENTS_PER_READ = 500;

interface Wanted extends Pick<AuditFilter, "since" | "until"> {
  workspaceId: string;
  keysUrl: string;
}

/**
 * The events of a workspace in a range of time as JSON Lines with proofs: a header with the public
 * keys, the events with their hashes, the heads that were signed among them, and a last line that
 * signs how much stands before it.
 */
export async function exportAuditEvents(
  control: ControlDatabase,
  keyring: AuditKeyring,
  wanted: Wanted,
): Promise<AsyncIterable<string>> {
  const key = await keyring.signingKey();
  const header: AuditExportHeader = {
    kind: "header",
    format: "grantry-audit-export/1",
    workspace_id: wanted.workspaceId,
    exported_at: new Date().toISOString(),
    canonical_json: "RFC 8785",
    hash: "SHA-256",
    keys_url: wanted.keysUrl,
    keys: await keyring.publicKeys(),
  };
  const range = await control.audit.range(wanted.workspaceId, wanted);
  return linesOf(control, key, header, range);
}

async function* linesOf(
  control: ControlDatabase,
  key: AuditSigningKey,
  header: AuditExportHeader,
  range: { first: number; last: number } | undefined,
): AsyncIterable<string> {
  const workspaceId = header.workspace_id;
  const covered = { count: 0, first: 0, last: 0, previousHash: CHAIN_START, hash: CHAIN_START };
  yield line(header);
  let after = range === undefined ? 0 : range.first - 1;
  while (range !== undefined && after < range.last) {
    const take = Math.min(EVENTS_PER_READ, range.last - after);
    const events = await control.audit.inOrder(workspaceId, after, take);
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) break;
    if (covered.count === 0) {
      covered.first = first.sequence;
      covered.previousHash = first.previousHash;
    }
    covered.count += events.length;
    covered.last = last.sequence;
    covered.hash = last.hash;
    after = last.sequence;
    yield events.map((event) => line({ kind: "event", ...auditEventOnWire(event) })).join("");
    const heads = await control.auditProofs.headsBetween(
      workspaceId,
      first.sequence,
      last.sequence,
    );
    yield heads.map((head: AuditHead) => line({ kind: "head", ...head })).join("");
  }
  yield line(
    signAuditExport(key, {
      kind: "proof",
      workspace_id: workspaceId,
      count: covered.count,
      first_sequence: covered.first,
      last_sequence: covered.last,
      previous_hash: covered.previousHash,
      hash: covered.hash,
      signed_at: new Date().toISOString(),
    }),
  );
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
