import { deflateRawSync, inflateRawSync } from "node:zlib";

/**
 * What authorization requests have in common (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core
 * §3.1.2.1). Stored requests were written with these very bytes: another text needs another version.
 */
const COMMON = [
  "audience=&max_age=&ui_locales=&login_hint=&acr_values=&prompt=none&prompt=login&prompt=consent",
  "resource=https%3A%2F%2F&response_mode=form_post&nonce=http%3A%2F%2Flocalhost%3Ahttps%3A%2F%2F",
  ".example.com%2Foauth2%2Fcallback&scope=openid+profile+email+offline_access+offline+openid",
  "redirect_uri=http%3A%2F%2F127.0.0.1%3A&state=&code_challenge_method=S256&code_challenge=",
  "response_type=code&client_id=",
].join("&");

const VERSION = 1;

/** What of a grant its request repeats. */
interface Known {
  readonly clientId: string;
  readonly scope: readonly string[];
}

/** An authorization request's query, small: it is kept with its grant for as long as that lives. */
export function writeQuery(query: string, known: Known): Buffer {
  const packed = deflateRawSync(Buffer.from(query), { level: 9, dictionary: dictionary(known) });
  return Buffer.concat([Buffer.of(VERSION), packed]);
}

/** The query that `writeQuery` was given. */
export function readQuery(stored: Buffer, known: Known): string {
  if (stored[0] !== VERSION) throw new Error("The stored request has an unknown form.");
  return inflateRawSync(stored.subarray(1), { dictionary: dictionary(known) }).toString();
}

/** What is likeliest stands last. */
function dictionary({ clientId, scope }: Known): Buffer {
  return Buffer.from(`${COMMON}${clientId}&scope=${scope.join("+")}`);
}
