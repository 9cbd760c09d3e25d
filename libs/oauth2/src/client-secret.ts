import { hash, randomBytes, randomFillSync } from "node:crypto";
import type { Client, ClientSecret } from "./client.js";
import { equalInConstantTime } from "./constant-time.js";
import type { Issuer } from "./issuer.js";

const ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
const LENGTH = 26;
const REMEMBERED = 10_000;

/** The largest multiple of the alphabet's length in a byte: what lies above would favour some. */
const FAIR = 256 - (256 % ALPHABET.length);

/** A new client secret: 26 characters of `[a-zA-Z0-9-_.~]`, about 157 bits. */
export function generateClientSecret(): string {
  let secret = "";
  while (secret.length < LENGTH) {
    const byte = randomByte();
    if (byte < FAIR) secret += ALPHABET[byte % ALPHABET.length];
  }
  return secret;
}

const drawn = Buffer.alloc(4_096);
let used = drawn.length;

/** Drawn in blocks, because one system call per secret costs more than all else; forgotten when used. */
function randomByte(): number {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const byte = drawn.readUInt8(used);
  drawn[used] = 0;
  used += 1;
  return byte;
}

/**
 * How a secret is stored: a generated one is long and random, so a keyed digest is enough; one that
 * a person chose gets argon2id.
 */
export async function digestClientSecret(
  issuer: Issuer,
  secret: string,
  origin: "generated" | "chosen",
): Promise<ClientSecret> {
  const createdAt = issuer.clock();
  return origin === "generated"
    ? { kind: "keyed", digest: keyed(issuer, secret), createdAt }
    : { kind: "argon2id", digest: await issuer.passwords.hash(secret), createdAt };
}

/** How the secret of a client that signs with it is stored: sealed under the issuer's own key. */
export function sealAssertionSecret(issuer: Issuer, secret: string): ClientSecret {
  return {
    kind: "sealed",
    digest: issuer.sealer.seal("assertion-secret", secret),
    createdAt: issuer.clock(),
  };
}

/** The secrets a client may sign its assertions with, the current one first. */
export function openAssertionSecrets(issuer: Issuer, client: Client): readonly string[] {
  return client.record.secrets.flatMap((stored) => {
    if (stored.kind !== "sealed") return [];
    const secret = issuer.sealer.open("assertion-secret", stored.digest);
    return secret === undefined ? [] : [secret.toString()];
  });
}

const verified = new WeakMap<object, Map<string, true>>();

/** Digests made with it mean nothing outside this process. */
const PEPPER = randomBytes(32).toString("base64url");

/**
 * Whether a secret is one of the client's (RFC 6749 §2.3.1), in constant time. A chosen secret that
 * passed argon2id once is remembered by its keyed digest for as long as the stored one stands.
 */
export async function matchesClientSecret(
  issuer: Issuer,
  client: Client,
  secret: string,
): Promise<boolean> {
  // One digest of a key and the secret takes a fifth of an HMAC, and nearly every request matches.
  const quick = hash("sha256", PEPPER + secret, "base64url");
  const { lastMatch } = client;
  if (lastMatch !== undefined && equalInConstantTime(lastMatch, quick)) return true;
  const matched = await matchingSecret(issuer, client, secret);
  if (matched !== undefined) client.lastMatch = quick;
  return matched !== undefined;
}

async function matchingSecret(
  issuer: Issuer,
  client: Client,
  secret: string,
): Promise<ClientSecret | undefined> {
  const digest = keyed(issuer, secret);
  for (const stored of client.record.secrets) {
    if (stored.kind === "sealed") continue;
    if (stored.kind === "keyed") {
      if (equalInConstantTime(stored.digest, digest)) return stored;
      continue;
    }
    const passed = passedBefore(issuer);
    const name = `${stored.digest}\0${digest}`;
    if (passed.has(name)) return stored;
    if (await issuer.passwords.verify(stored.digest, secret)) {
      if (passed.size >= REMEMBERED) passed.clear();
      passed.set(name, true);
      return stored;
    }
  }
  return undefined;
}

function passedBefore(issuer: Issuer): Map<string, true> {
  const known = verified.get(issuer.sealer);
  if (known !== undefined) return known;
  const fresh = new Map<string, true>();
  verified.set(issuer.sealer, fresh);
  return fresh;
}

function keyed(issuer: Issuer, secret: string): string {
  return issuer.sealer.digest("client-secret", secret);
}
