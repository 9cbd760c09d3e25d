import { MAIL_CONTENT_CONTEXT, type MailContent } from "@grantry/control";
import type { MailAttempt } from "@grantry/persistence";
import { Postponed, type Counts, type JobPayload } from "@grantry/queue";
import type { MailOutcome } from "./mail-sender.js";
import type { World } from "./world.js";

/** Pauses between attempts, in seconds: eight attempts over some fourteen hours. */
const PAUSES_SECONDS = [5, 30, 120, 600, 3_600, 10_800, 36_000] as const;

/**
 * Hands one mail to the mail server. One that is not reached is tried again, later each time; a mail
 * that it refuses for good (RFC 5321 §4.2.1) is not.
 */
export async function sendMail(
  { control, envelope, mailSender, clock }: World,
  { mailId }: JobPayload<"send-mail">,
): Promise<Counts> {
  const mail = await control.mails.findToSend(mailId);
  if (mail === undefined || mailSender === undefined) return {};
  const plain = envelope.open(mail.content, MAIL_CONTENT_CONTEXT).toString("utf8");
  const { text, html } = JSON.parse(plain) as MailContent;
  const outcome = await mailSender.send({
    id: mailId,
    to: mail.to,
    subject: mail.subject,
    text,
    html,
  });
  const attempt = attemptOf(outcome, mail.attempts, clock());
  await control.mails.attempted(mailId, attempt);
  if (attempt.state === "waiting") throw new Postponed(attempt.dueAt);
  return attempt.state === "sent" ? { sent: 1 } : { failed: 1 };
}

/** What becomes of a mail after `earlier` attempts and this outcome. */
export function attemptOf(outcome: MailOutcome, earlier: number, at: Date): MailAttempt {
  if (outcome.kind === "taken") return { state: "sent" };
  const { error } = outcome;
  const pause = PAUSES_SECONDS[earlier];
  if (outcome.kind === "refused" || pause === undefined) return { state: "failed", error };
  return { state: "waiting", error, dueAt: new Date(at.getTime() + pause * 1_000) };
}
