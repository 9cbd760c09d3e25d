import { MAIL_CONTENT_CONTEXT, type MailContent } from "@grantry/control";
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

/**
 * Puts a mail on its way, in the transaction of its cause: to the mail server where there is one,
 * else into the local mailbox.
 */
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
    content: envelope.seal(Buffer.from(JSON.stringify({ text, html })), MAIL_CONTENT_CONTEXT),
    state: config.sendsMail ? "waiting" : "kept",
  });
}

/** The sealed text of a mail. */
export function openMail({ config }: ControlPlane, content: Buffer): MailContent {
  const plain = config.secrets.envelope.open(content, MAIL_CONTENT_CONTEXT).toString("utf8");
  return JSON.parse(plain) as MailContent;
}
