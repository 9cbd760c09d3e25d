import type { Actor } from "@grantry/control";
import { CHALLENGE_LABEL, challengeText } from "@grantry/control";
import type { ControlDatabase } from "./control-database.js";
import type { OutboxMessage } from "./stores/outbox.store.js";
import type { CustomDomainRow } from "./tables/custom-domain.table.js";

/** Reads the TXT records of a name; what DNS refuses is answered, not thrown. */
export type LookUpText = (
  name: string,
) => Promise<{ records: readonly string[] } | { failure: string }>;

/**
 * Looks for the record that proves whose a name is. The first project whose record is seen has the
 * name; messages bring it to the plane.
 */
export async function verifyDomain(
  control: ControlDatabase,
  lookUp: LookUpText,
  domain: CustomDomainRow,
  actor: Actor,
): Promise<{ domain: CustomDomainRow; messages: OutboxMessage[] }> {
  const name = `${CHALLENGE_LABEL}.${domain.hostname}`;
  const answer = await lookUp(name);
  const checkedAt = new Date();
  const failed = async (error: string) => {
    const change = { checkedAt, verificationErrors: [error] };
    await control.customDomains.change(domain.projectId, domain.id, change);
    return { domain: { ...domain, ...change }, messages: [] };
  };
  if ("failure" in answer) return failed(answer.failure);
  if (!answer.records.includes(challengeText(domain.challenge))) {
    return failed(`${name} has no TXT record with this value yet.`);
  }
  const change = { verifiedAt: checkedAt, checkedAt, verificationErrors: [] };
  const message = await control.transaction(async (stores) => {
    const project = await stores.projects.findForDelivery(domain.projectId);
    if (project === null || project.state === "deleted") return undefined;
    if (!(await stores.customDomains.change(domain.projectId, domain.id, change))) return undefined;
    await stores.projects.touch(project.id);
    await stores.audit.record({
      workspaceId: project.workspaceId,
      projectId: project.id,
      actor,
      action: "custom_domain.verify",
      target: { type: "custom_domain", id: domain.id, label: domain.hostname },
      before: { verified: false },
      after: { verified: true },
    });
    return stores.outbox.add("project.put", project.id);
  });
  if (message === undefined) return failed("Another project has shown that this name is its own.");
  return { domain: { ...domain, ...change }, messages: [message] };
}
