import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import { InvalidRequest } from "../errors.js";

/** The algorithms for which a key is generated on request (RFC 7518 §3.1, RFC 8037 §3.1). */
export const GENERATED_ALGORITHMS = [
  "RS256",
  "RS512",
  "ES256",
  "ES512",
  "EdDSA",
  "HS256",
  "HS512",
] as const;
export type GeneratedAlgorithm = (typeof GENERATED_ALGORITHMS)[number];

/** What a key is for (RFC 7517 §4.2). */
export const KEY_USES = ["sig", "enc"] as const;
export type KeyUse = (typeof KEY_USES)[number];

/** A key of a set, private parts and all (RFC 7517 §4). */
export type NamedJsonWebKey = JsonWebKey & { readonly kid: string };

const LONGEST_NAME = 255;
const LARGEST_KEY = 16 * 1024;
const SHORTEST_MODULUS_BITS = 2_048;

/** The members that must never leave with a public key (RFC 7518 §6.2.2, §6.3.2, §6.4.1). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

/** Whether a text may name a set or a key: what no store keeps as it is would not be found again. */
export function isKeyName(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_NAME && !/[\0\p{Surrogate}]/u.test(text);
}

/** A new key, generated off the event loop. */
export async function generateJsonWebKey(
  algorithm: GeneratedAlgorithm,
  kid: string,
  use: KeyUse,
): Promise<NamedJsonWebKey> {
  const material = await generate(algorithm);
  return { ...material, kid, use, alg: algorithm };
}

function generate(algorithm: GeneratedAlgorithm): Promise<JsonWebKey> | JsonWebKey {
  if (algorithm === "HS256") return symmetric(32);
  if (algorithm === "HS512") return symmetric(64);
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, _public: KeyObject, key: KeyObject): void =>
      error === null ? resolve(key.export({ format: "jwk" })) : reject(error);
    if (algorithm === "ES256") generateKeyPair("ec", { namedCurve: "P-256" }, done);
    else if (algorithm === "ES512") generateKeyPair("ec", { namedCurve: "P-521" }, done);
    else if (algorithm === "EdDSA") generateKeyPair("ed25519", {}, done);
    else generateKeyPair("rsa", { modulusLength: 2_048 }, done);
  });
}

function symmetric(bytes: number): JsonWebKey {
  return { kty: "oct", k: randomBytes(bytes).toString("base64url") };
}

/**
 * Reads a key that is to be imported. Unknown members are kept (RFC 7517 §4). Throws
 * `invalid_request` for what is no key, has no `kid`, or is an RSA key that is too short.
 */
export function readJsonWebKey(value: unknown): NamedJsonWebKey {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidRequest("A JSON Web Key must be a JSON object.");
  }
  const jwk = value as JsonWebKey;
  if (typeof jwk["kid"] !== "string" || !isKeyName(jwk["kid"])) {
    throw new InvalidRequest("Field 'kid' must name the key with 1 to 255 characters.");
  }
  if (JSON.stringify(jwk).length > LARGEST_KEY) {
    throw new InvalidRequest("The JSON Web Key is too large.");
  }
  assertUsable(jwk);
  return jwk as NamedJsonWebKey;
}

function assertUsable(jwk: JsonWebKey): void {
  if (jwk.kty === "oct") {
    if (typeof jwk.k === "string" && /^[A-Za-z0-9_-]+$/.test(jwk.k)) return;
    throw unusable(jwk);
  }
  const bits = opened(jwk).asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < SHORTEST_MODULUS_BITS) {
    throw new InvalidRequest("An RSA key must have at least 2048 bits (RFC 7518 section 3.3).");
  }
}

function opened(jwk: JsonWebKey): KeyObject {
  try {
    const input = { key: jwk, format: "jwk" } as const;
    return jwk.d === undefined ? createPublicKey(input) : createPrivateKey(input);
  } catch {
    throw unusable(jwk);
  }
}

function unusable(jwk: JsonWebKey): InvalidRequest {
  return new InvalidRequest(
    `The key '${String(jwk["kid"])}' is not a JSON Web Key that can be used.`,
  );
}

/** The key without its private parts; of a symmetric key only its name is left. */
export function publicPartOf(jwk: NamedJsonWebKey): NamedJsonWebKey {
  const kept = Object.entries(jwk).filter(
    ([name]) => !(PRIVATE_MEMBERS as readonly string[]).includes(name),
  );
  return Object.fromEntries(kept) as NamedJsonWebKey;
}
