import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { jsonWebKeySchema, jsonWebKeySetSchema, type JsonWebKey } from "@grantry/contracts";
import { Failure } from "../failure.js";

/** What a file does not say about a key itself. */
export interface KeyFacts {
  alg: string | undefined;
  use: string;
  /** Makes the `kid` of a key that has none. */
  newKid(): string;
}

/**
 * The keys in a file: a JWK set, one JWK (RFC 7517), or a key or certificate in PEM or DER
 * (RFC 7468, RFC 5208, RFC 5280).
 * @param name shown when the file cannot be read
 * @throws Failure when it is none of these, or when a PEM or DER key lacks `alg`
 */
export function readKeys(content: Buffer, name: string, facts: KeyFacts): JsonWebKey[] {
  const document = parseJson(content.toString("utf8"));
  const bare = document === undefined ? [asJwk(content, name, facts)] : jwksOf(document, name);
  return bare.map((jwk) =>
    jsonWebKeySchema.parse({ alg: facts.alg, use: facts.use, kid: facts.newKid(), ...jwk }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jwksOf(document: unknown, name: string): readonly object[] {
  const bareKey = jsonWebKeySchema.partial({ kid: true });
  const set = jsonWebKeySetSchema.extend({ keys: bareKey.array() }).safeParse(document);
  if (set.success) return set.data.keys;
  const one = bareKey.safeParse(document);
  if (one.success) return [one.data];
  throw new Failure(
    `${name} is JSON, but neither a JSON Web Key nor a set of them.`,
    'Write it as {"keys": […]} or as one key with "kty".',
  );
}

function asJwk(content: Buffer, name: string, { alg }: KeyFacts): object {
  if (alg === undefined) {
    throw new Failure(
      `${name} does not say what its key is for.`,
      "Name the algorithm, for example --alg ES256.",
    );
  }
  const key = content.includes("-----BEGIN") ? fromPem(content) : fromDer(content);
  if (key !== undefined) return key.export({ format: "jwk" });
  throw new Failure(
    `${name} holds no key that can be read.`,
    "Use JSON, or an unencrypted key in PEM or DER.",
  );
}

function fromPem(key: Buffer): KeyObject | undefined {
  return attempt(
    () => createPrivateKey(key),
    () => createPublicKey(key),
  );
}

function fromDer(key: Buffer): KeyObject | undefined {
  const format = "der";
  return attempt(
    () => createPrivateKey({ key, format, type: "pkcs8" }),
    () => createPrivateKey({ key, format, type: "pkcs1" }),
    () => createPrivateKey({ key, format, type: "sec1" }),
    () => createPublicKey({ key, format, type: "spki" }),
    () => createPublicKey({ key, format, type: "pkcs1" }),
  );
}

function attempt(...ways: readonly (() => KeyObject)[]): KeyObject | undefined {
  for (const way of ways) {
    try {
      return way();
    } catch {
      continue;
    }
  }
  return undefined;
}
