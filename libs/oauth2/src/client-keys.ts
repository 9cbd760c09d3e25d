import { createLocalJWKSet, importJWK } from "jose";
import type { CryptoKey, JSONWebKeySet, JWK, JWSHeaderParameters, KeyObject } from "jose";
import type { Client } from "./client.js";
import type { Issuer } from "./issuer.js";

const KEPT_SECONDS = 600;
const REFETCH_PAUSE_SECONDS = 10;
const MOST_KEY_SETS = 10_000;

interface FetchedKeys {
  readonly keys: JSONWebKeySet;
  readonly fetchedAt: number;
  /** When a missing key last made the set be fetched ahead of its time; never: -Infinity. */
  readonly renewedAt: number;
}

/** Key sets by issuer world and address; an issuer that is opened anew starts afresh. */
const fetched = new WeakMap<object, Map<string, Promise<FetchedKeys>>>();

/**
 * The keys a client signs with (RFC 7591 §2: `jwks` or `jwks_uri`), as a key finder for jose. A key
 * set behind an address is kept for ten minutes. When it lacks the `kid` that is asked for it is
 * fetched again at once, then not for ten seconds; where that fails the known keys stay.
 */
export async function clientKey(
  issuer: Issuer,
  client: Client,
  header: JWSHeaderParameters,
): Promise<CryptoKey | KeyObject | Uint8Array> {
  const address = client.metadata.jwks_uri;
  if (address === undefined) return find(keySet(client.metadata.jwks), header);
  const known = await keysAt(issuer, address);
  try {
    return await find(known.keys, header);
  } catch (missing) {
    const renewed = await renewedKeysAt(issuer, address, known);
    if (renewed === known) throw missing;
    return find(renewed.keys, header);
  }
}

/** A public key of the client that encrypts to it (RFC 7517 §4.2: `use` `enc`), for an algorithm. */
export async function clientEncryptionKey(
  issuer: Issuer,
  client: Client,
  algorithm: string,
): Promise<{ readonly key: CryptoKey | KeyObject | Uint8Array; readonly kid: string | undefined }> {
  const address = client.metadata.jwks_uri;
  const { keys } =
    address === undefined ? keySet(client.metadata.jwks) : (await keysAt(issuer, address)).keys;
  const jwk = keys.find((each) => fitsEncryption(each, algorithm));
  if (jwk === undefined) throw new Error(`the client has no key for ${algorithm}`);
  return { key: await importJWK(jwk, algorithm), kid: jwk.kid };
}

/** Whether a key set has a key that encrypts to its owner with an algorithm. */
export function hasEncryptionKey(jwks: unknown, algorithm: string): boolean {
  return keySet(jwks).keys.some((jwk) => fitsEncryption(jwk, algorithm));
}

function fitsEncryption(jwk: JWK, algorithm: string): boolean {
  if (jwk.use !== undefined && jwk.use !== "enc") return false;
  if (jwk.alg !== undefined && jwk.alg !== algorithm) return false;
  return algorithm.startsWith("RSA") ? jwk.kty === "RSA" : jwk.kty === "EC" || jwk.kty === "OKP";
}

async function find(keys: JSONWebKeySet, header: JWSHeaderParameters) {
  return createLocalJWKSet(keys)(header);
}

function keySet(jwks: unknown): JSONWebKeySet {
  const keys = (jwks as { keys?: unknown } | undefined)?.keys;
  return { keys: Array.isArray(keys) ? (keys as JWK[]) : [] };
}

/** The key set at an address, fetched unless it is known and not too old. */
async function keysAt(issuer: Issuer, address: string): Promise<FetchedKeys> {
  const kept = keptBy(issuer);
  const known = kept.get(address);
  if (known === undefined) return load(issuer, kept, address, -Infinity);
  const entry = await known;
  if (secondsSince(issuer, entry.fetchedAt) < KEPT_SECONDS) return entry;
  if (kept.get(address) !== known) return keysAt(issuer, address);
  return load(issuer, kept, address, entry.renewedAt);
}

/** The key set at an address, newer than one that lacks a key unless that was renewed just now. */
async function renewedKeysAt(
  issuer: Issuer,
  address: string,
  lacking: FetchedKeys,
): Promise<FetchedKeys> {
  const kept = keptBy(issuer);
  const current = kept.get(address);
  const known = await current;
  if (known !== undefined && known !== lacking) return known;
  if (secondsSince(issuer, lacking.renewedAt) < REFETCH_PAUSE_SECONDS) return lacking;
  if (kept.get(address) !== current) return renewedKeysAt(issuer, address, lacking);
  const now = issuer.clock().getTime();
  return load(issuer, kept, address, now, { ...lacking, renewedAt: now });
}

function keptBy(issuer: Issuer): Map<string, Promise<FetchedKeys>> {
  const kept = fetched.get(issuer.sealer) ?? new Map<string, Promise<FetchedKeys>>();
  fetched.set(issuer.sealer, kept);
  return kept;
}

function secondsSince(issuer: Issuer, milliseconds: number): number {
  return (issuer.clock().getTime() - milliseconds) / 1000;
}

/** Fetches a key set and keeps it; `otherwise` is kept and answered when that fails. */
function load(
  issuer: Issuer,
  kept: Map<string, Promise<FetchedKeys>>,
  address: string,
  renewedAt: number,
  otherwise?: FetchedKeys,
): Promise<FetchedKeys> {
  const loading = issuer.outbound.json(address).then(
    (document) => ({ keys: keySet(document), fetchedAt: issuer.clock().getTime(), renewedAt }),
    (failure: unknown) => {
      if (otherwise !== undefined) return otherwise;
      throw failure;
    },
  );
  const oldest = kept.keys().next();
  if (kept.size >= MOST_KEY_SETS && !oldest.done) kept.delete(oldest.value);
  kept.set(address, loading);
  loading.catch(() => {
    if (kept.get(address) === loading) kept.delete(address);
  });
  return loading;
}
