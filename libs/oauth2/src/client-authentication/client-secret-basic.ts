import { InvalidClient } from "../errors.js";

/**
 * Reads the Basic credentials of a client (RFC 6749 §2.3.1: user and password are form-urlencoded
 * before they are joined). Throws `invalid_client` with a challenge for anything else.
 */
export function readBasicCredentials(authorization: string): {
  readonly clientId: string;
  readonly secret: string;
} {
  const match = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(authorization);
  const text =
    match?.[1] === undefined ? undefined : Buffer.from(match[1], "base64").toString("utf8");
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon < 1) {
    throw new InvalidClient("The Authorization header does not carry Basic client credentials.", {
      challenge: true,
    });
  }
  const clientId = decode(text.slice(0, colon));
  const secret = decode(text.slice(colon + 1));
  if (clientId === undefined || secret === undefined || /\0/.test(clientId + secret)) {
    throw new InvalidClient(
      "The client id and secret in the Authorization header must be form-urlencoded (RFC 6749 section 2.3.1).",
      { challenge: true },
    );
  }
  return { clientId, secret };
}

/** Generated ids and secrets need no decoding, and most are generated. */
function decode(text: string): string | undefined {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
