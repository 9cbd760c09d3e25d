import { CompactEncrypt } from "jose";
import type { Client } from "./client.js";
import { clientEncryptionKey } from "./client-keys.js";
import { InvalidRequest } from "./errors.js";
import type { Issuer } from "./issuer.js";

/** Key management algorithms (RFC 7518 §4.1) a client may register for responses to it. */
export const ENCRYPTION_ALGORITHMS = [
  "RSA-OAEP",
  "RSA-OAEP-256",
  "ECDH-ES",
  "ECDH-ES+A128KW",
  "ECDH-ES+A256KW",
] as const;

/** Content encryption (RFC 7518 §5.1), the default of OpenID Connect Registration §2 first. */
export const CONTENT_ENCRYPTIONS = [
  "A128CBC-HS256",
  "A256CBC-HS512",
  "A128GCM",
  "A256GCM",
] as const;

/**
 * Encrypts a signed response to its client (OpenID Connect Core §16.14: signed, then encrypted) as a
 * nested JWT (RFC 7519 §5.2). Throws as `encryptionKeyFor`.
 */
export async function encryptFor(
  issuer: Issuer,
  client: Client,
  jwt: string,
  algorithm: string,
  encryption: string | undefined,
): Promise<string> {
  const { key, kid } = await encryptionKeyFor(issuer, client, algorithm);
  return new CompactEncrypt(new TextEncoder().encode(jwt))
    .setProtectedHeader({
      alg: algorithm,
      enc: encryption ?? CONTENT_ENCRYPTIONS[0],
      cty: "JWT",
      ...(kid === undefined ? {} : { kid }),
    })
    .encrypt(key);
}

/**
 * The key of a client that responses to it are encrypted with. Throws `invalid_request` when its key
 * set has none for the algorithm or could not be fetched: what it asked for cannot be said in clear.
 */
async function encryptionKeyFor(issuer: Issuer, client: Client, algorithm: string) {
  try {
    return await clientEncryptionKey(issuer, client, algorithm);
  } catch {
    throw new InvalidRequest(
      `The client is registered for ${algorithm}, but its jwks or jwks_uri has no key of use 'enc' for it.`,
    );
  }
}

/** Throws as `encryptFor` would for a client's ID tokens, before anything is used up for them. */
export async function assertIdTokenEncryptable(issuer: Issuer, client: Client): Promise<void> {
  const { id_token_encrypted_response_alg: algorithm } = client.metadata;
  if (algorithm !== undefined) await encryptionKeyFor(issuer, client, algorithm);
}
