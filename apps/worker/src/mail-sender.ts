import type { MailServer } from "@grantry/platform";
import { createTransport } from "nodemailer";

const PATIENCE_MILLISECONDS = 20_000;

/** A mail as it leaves. */
export interface OutgoingMail {
  /** The same for every attempt, so that a mail that came twice can be told. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the mail server made of a mail (RFC 5321 §4.2.1): 5xx is for good, all else for now. */
export type MailOutcome =
  | { readonly kind: "taken" }
  | { readonly kind: "refused" | "unreachable"; readonly error: string };

export interface MailSender {
  send(mail: OutgoingMail): Promise<MailOutcome>;
}

/** The way to the mail server; one connection for each mail. */
export function openMailSender(server: MailServer): MailSender {
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.isSecure,
    requireTLS: server.isTlsRequired,
    ...(server.login ? { auth: { user: server.login.user, pass: server.login.password } } : {}),
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const [, domain = "localhost"] = server.from.split("@");
  return {
    async send({ id, to, subject, text, html }) {
      try {
        await transport.sendMail({
          from: { name: "Grantry", address: server.from },
          to: { name: "", address: to },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { kind: "taken" };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** The server's own words may repeat an address; its code and the kind of failure are enough. */
function outcomeOf(error: unknown): MailOutcome {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  // A wrong password is ours to mend: the mail waits for it.
  const isForGood = responseCode !== undefined && responseCode >= 500 && code !== "EAUTH";
  if (isForGood) return { kind: "refused", error: `the mail server answered ${responseCode}` };
  const reason = responseCode === undefined ? (code ?? "no answer") : String(responseCode);
  return { kind: "unreachable", error: `the mail server did not take it: ${reason}` };
}
