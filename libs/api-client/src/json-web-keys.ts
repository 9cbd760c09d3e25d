import { jsonWebKeySetSchema, type JsonWebKey, type JsonWebKeySet } from "@grantry/contracts";
import { ask, path, send, type Connection } from "./connection.js";

/** What a new key is for (RFC 7517 §4). */
export interface NewJsonWebKey {
  alg: string;
  use: string;
  /** Empty: the project makes one. */
  kid: string;
}

/** The keys of a set, private members included. */
export function getJsonWebKeySet(admin: Connection, set: string): Promise<JsonWebKeySet> {
  return ask(admin, { path: path`/keys/${set}` }, jsonWebKeySetSchema);
}

/** One key, as a set of one. */
export function getJsonWebKey(admin: Connection, set: string, kid: string): Promise<JsonWebKeySet> {
  return ask(admin, { path: path`/keys/${set}/${kid}` }, jsonWebKeySetSchema);
}

/** Makes a key inside a set; the set begins with its first key. */
export function createJsonWebKey(
  admin: Connection,
  set: string,
  key: NewJsonWebKey,
): Promise<JsonWebKeySet> {
  const call = { method: "POST", path: path`/keys/${set}`, json: key } as const;
  return ask(admin, call, jsonWebKeySetSchema);
}

/** Stores a key under its own `kid`, over the one that has it. */
export async function putJsonWebKey(
  admin: Connection,
  set: string,
  key: JsonWebKey,
): Promise<void> {
  await send(admin, { method: "PUT", path: path`/keys/${set}/${key.kid}`, json: key });
}

/** Deletes a set with all of its keys. */
export async function deleteJsonWebKeySet(admin: Connection, set: string): Promise<void> {
  await send(admin, { method: "DELETE", path: path`/keys/${set}` });
}
