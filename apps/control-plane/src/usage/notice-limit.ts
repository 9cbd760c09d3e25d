import type { BucketName } from "@grantry/contracts";
import { type Actor, reachedMarks, thisMonth } from "@grantry/control";
import type { ControlStores } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { queueMail } from "../mail/queue-mail.js";
import { limitMail } from "./limit-mail.js";

/** How much of a limit is used, of a workspace or of one project. */
export interface LimitUse {
  workspaceId: string;
  project: { id: string; name: string } | null;
  bucket: BucketName;
  used: number;
  limit: number;
}

const BY_ITSELF: Actor = {
  type: "system",
  id: "limits",
  label: "limits",
  address: null,
  userAgent: null,
  requestId: "",
};

/**
 * Tells a workspace once a month that a limit comes near (80 %) or is reached (100 %), in the
 * transaction that found out: an audit event, and a mail to its owners. Another limit is told of anew.
 */
export async function noticeLimit(
  controlPlane: ControlPlane,
  stores: ControlStores,
  use: LimitUse,
): Promise<void> {
  const { workspaceId, project, bucket, used, limit } = use;
  const month = thisMonth(new Date());
  for (const percent of reachedMarks(used, limit)) {
    const projectId = project?.id ?? null;
    const notice = { workspaceId, projectId, bucket, percent, month, value: limit };
    if (!(await stores.limits.notice(notice))) continue;
    const workspace = await stores.workspaces.find(workspaceId);
    if (!workspace) return;
    const { id, name } = project ?? workspace;
    const noun = project ? "project" : "workspace";
    await stores.audit.record({
      workspaceId,
      projectId,
      actor: BY_ITSELF,
      action: "limit.notice",
      target: { type: noun, id, label: name },
      before: null,
      after: { bucket, percent, used, limit },
    });
    const { console } = controlPlane.addresses;
    const link = `${console}/${project ? "projects" : "workspaces"}/${id}/usage`;
    const words = limitMail({ name, noun, bucket, percent, used, limit, link });
    for (const { role, email: to } of await stores.members.list(workspaceId)) {
      if (role === "owner")
        await queueMail(controlPlane, stores, { projectId: null, to, ...words });
    }
  }
}
