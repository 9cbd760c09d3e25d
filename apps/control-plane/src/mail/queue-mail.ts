import type { ControlStores } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

/** A mail as it is written; `projectId` is null for Grantry's own. */
export interface NewMail {
  projectId: string | null;
  to: string;
  subject: string;
  text: string;
  html: string;
}

const CONTENT_CONTEXT = "mail";

/** Puts a mail into the local mailbox, in the transaction of its cause. */
export async function queueMail(
  { config }: ControlPlane,
  stores: Pick<ControlStores, "mails">,
  { projectId, to, subject, text, html }: NewMail,
): Promise<void> {
  const { envelope } = config.secrets;
  await stores.mails.add({
    projectId,
    to,
    subject,
    content: envelope.seal(Buffer.from(JSON.stringify({ text, html })), CONTENT_CONTEXT),
    state: "kept",
  });
}

/** The sealed text of a mail. */
export function openMail(
  { config }: ControlPlane,
  content: Buffer,
): { text: string; html: string } {
  const plain = config.secrets.envelope.open(content, CONTENT_CONTEXT).toString("utf8");
  return JSON.parse(plain) as { text: string; html: string };
}
