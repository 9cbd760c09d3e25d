import { randomUUID } from "node:crypto";
import type { Client } from "./client.js";
import type { Delivery } from "./delivery.js";
import { idTokenAlgorithm } from "./id-token.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { subjectFor } from "./subject-identifier.js";

/** OpenID Connect Back-Channel Logout §2.4: it should be short-lived, two minutes at most. */
const LIFETIME_SECONDS = 120;

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/**
 * A logout token (OpenID Connect Back-Channel Logout §2.4) for the client of a delivery: `sub` as the
 * client knows the user, and `sid`, so that it may end one session or all of them; never a nonce.
 * Signed as the client's ID tokens are. Each attempt gets a token of its own: a client that
 * remembers `jti` must not take a repetition for a replay.
 */
export function logoutToken(
  issuer: Pick<Issuer, "url" | "keys" | "policy" | "sealer" | "clock">,
  client: Client,
  delivery: Pick<Delivery, "sessionId" | "subject" | "forcedSubject">,
): Promise<string> {
  const { sessionId, subject, forcedSubject } = delivery;
  const now = numericDate(issuer.clock());
  return issuer.keys.sign(idTokenAlgorithm(client), "logout+jwt", {
    iss: issuer.url,
    aud: [client.id],
    iat: now,
    exp: now + LIFETIME_SECONDS,
    jti: randomUUID(),
    events: { [EVENT]: {} },
    ...(subject === undefined ? {} : { sub: subjectFor(issuer, client, subject, forcedSubject) }),
    ...(sessionId === undefined ? {} : { sid: sessionId }),
  });
}
