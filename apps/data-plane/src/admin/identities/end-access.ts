import type { OpenedProject } from "../../project/opened-project.js";

/**
 * Ends everything that hangs on a user at once: sessions (clients are told, OpenID Connect
 * Back-Channel Logout §2.5), every grant, and with it each token and remembered consent.
 */
export async function endAccess(
  { stores }: OpenedProject,
  subject: string,
  at: Date,
): Promise<void> {
  await stores.sessions.endBySubject(subject, at);
  await stores.grants.revokeWhere({ subject }, at);
}
