import type { Client } from "./client.js";
import type { Introspection } from "./introspect.js";
import { numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { encryptFor } from "./response-encryption.js";
import { SIGNING_ALGORITHMS } from "./signing-keys.js";

/** RFC 9701 §4: the media type that asks for a signed answer, and the `typ` of that answer. */
export const SIGNED_INTROSPECTION_TYPE = "token-introspection+jwt";

/**
 * An introspection response as a JWT (RFC 9701 §5), for the resource server that asked and nobody
 * else: it proves later what the issuer said and when. It has neither `sub` nor `exp`, so that it
 * cannot pass for an access token (§8.1). Signed with RS256 unless the client registered another
 * algorithm, and encrypted to it when it registered that (§6).
 */
export async function signIntrospection(
  issuer: Issuer,
  client: Client,
  answer: Introspection,
): Promise<string> {
  const {
    introspection_signed_response_alg: registered,
    introspection_encrypted_response_alg: encrypts,
    introspection_encrypted_response_enc: encryption,
  } = client.metadata;
  const algorithm = SIGNING_ALGORITHMS.find((each) => each === registered) ?? "RS256";
  const signed = await issuer.keys.sign(algorithm, SIGNED_INTROSPECTION_TYPE, {
    iss: issuer.url,
    aud: client.id,
    iat: numericDate(issuer.clock()),
    token_introspection: answer,
  });
  return encrypts === undefined
    ? signed
    : await encryptFor(issuer, client, signed, encrypts, encryption);
}

/** Whether an `Accept` header asks for the signed form (RFC 9701 §4; RFC 9110 §12.5.1). */
export function wantsSignedIntrospection(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    return type === `application/${SIGNED_INTROSPECTION_TYPE}` && !refused;
  });
}
