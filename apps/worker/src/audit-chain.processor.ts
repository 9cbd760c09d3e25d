import { signAuditHead } from "@grantry/control";
import { AuditKeyring, verifyAuditChain } from "@grantry/persistence";
import type { Counts } from "@grantry/queue";
import type { World } from "./world.js";

/**
 * Signs the head of every workspace's audit log that has grown, after checking what came since the
 * last signed head. A log that does not hold is never signed: the run fails and says where it breaks.
 */
export async function signAuditHeads(world: World): Promise<Counts> {
  const { control, clock } = world;
  const keyring = new AuditKeyring(control, world.envelope);
  const counts = { heads: 0, events: 0 };
  const breaks: string[] = [];
  for (const workspaceId of await control.auditProofs.unsignedWorkspaces()) {
    const key = await keyring.signingKey();
    const [last = null] = await control.auditProofs.heads(workspaceId, { take: 1 });
    const keys = await keyring.publicKeys();
    const verdict = await verifyAuditChain(control, keys, workspaceId, last);
    if (verdict.brokenAt !== null) {
      breaks.push(describeBreak(workspaceId, verdict.brokenAt));
      continue;
    }
    if (verdict.head === null) continue;
    const head = { workspace_id: workspaceId, ...verdict.head, signed_at: clock().toISOString() };
    const { workspace_id, sequence, hash, signed_at } = head;
    await control.auditProofs.addHead(
      signAuditHead(key, { workspace_id, sequence, hash, signed_at }),
    );
    counts.heads += 1;
    counts.events += verdict.events;
  }
  if (breaks.length > 0) throw new Error(breaks.join(" "));
  return counts;
}

/** Computes every workspace's whole chain anew and compares it with its signed heads. */
export async function verifyAuditChains({ control, envelope }: World): Promise<Counts> {
  const keys = await new AuditKeyring(control, envelope).publicKeys();
  const counts = { workspaces: 0, events: 0 };
  const breaks: string[] = [];
  for (const workspaceId of await control.workspaces.listIds()) {
    const { events, brokenAt } = await verifyAuditChain(control, keys, workspaceId);
    if (brokenAt !== null) breaks.push(describeBreak(workspaceId, brokenAt));
    counts.workspaces += 1;
    counts.events += events;
  }
  if (breaks.length > 0) throw new Error(breaks.join(" "));
  return counts;
}

function describeBreak(
  workspaceId: string,
  { sequence, reason }: { sequence: number; reason: string },
): string {
  return `The audit log of workspace ${workspaceId} breaks at event ${sequence}. ${reason}`;
}
