import { createHmac, randomBytes } from "node:crypto";

const SECRET_PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A new signing secret in the form of Standard Webhooks: `whsec_` and base64. */
export function generateSigningSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

/** What is signed and sent. */
export interface WebhookMessage {
  /** The same in every repetition, so that a receiver can tell them. */
  id: string;
  at: Date;
  body: string;
}

/**
 * The headers of a message as Standard Webhooks define them: HMAC-SHA256 over `id.timestamp.body`,
 * once with each secret, so that a receiver may change its own at any time of an overlap.
 */
export function webhookHeaders(
  message: WebhookMessage,
  secrets: readonly string[],
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const timestamp = Math.floor(message.at.getTime() / 1_000).toString();
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), "base64");
    const hmac = createHmac("sha256", key).update(`${message.id}.${timestamp}.${message.body}`);
    return `v1,${hmac.digest("base64")}`;
  });
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

/** The type of the event that somebody sends to try a stream; it is not tried again. */
export const TEST_EVENT = "stream.test";

/** What a stream's secret is sealed for; another stream's does not open. */
export function signingSecretContext(streamId: string): string {
  return `event-stream ${streamId}`;
}
