import { randomUUID } from "node:crypto";
import {
  GENERATED_ALGORITHMS,
  InvalidRequest,
  KEY_USES,
  SIGNING_ALGORITHMS,
  isKeyName,
  readJsonWebKey,
} from "@grantry/oauth2";
import type { NamedJsonWebKey } from "@grantry/oauth2";
import { z } from "zod";
import { objectOf } from "./json-body.js";

/** Without a name, or with an empty one as `ory create jwk {set}` sends it, a key gets one. */
const kid = z
  .string()
  .optional()
  .transform((name) => name || randomUUID())
  .refine(isKeyName, "must have at most 255 characters");

const newKey = z.object({ alg: z.enum(GENERATED_ALGORITHMS), kid, use: z.enum(KEY_USES) });

const newSigningKey = newKey.extend({ alg: z.enum(SIGNING_ALGORITHMS), use: z.literal("sig") });

/** Reads what key is to be generated; throws `invalid_request` naming the member. */
export function readNewKey(body: unknown): z.infer<typeof newKey> {
  return readWith(newKey, body);
}

/** Reads what key the project shall sign with; throws `invalid_request` naming the member. */
export function readNewSigningKey(body: unknown): z.infer<typeof newSigningKey> {
  return readWith(newSigningKey, body);
}

function readWith<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const read = schema.safeParse(objectOf(body));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InvalidRequest(`Field '${issue?.path.join(".")}': ${issue?.message}.`);
}

/** Reads a set to import (RFC 7517 §5); throws `invalid_request` for one with a key twice. */
export function readKeySet(body: unknown): readonly NamedJsonWebKey[] {
  const { keys } = objectOf(body);
  if (!Array.isArray(keys)) throw new InvalidRequest("Field 'keys' must be a list of keys.");
  const read = keys.map(readJsonWebKey);
  if (new Set(read.map(({ kid }) => kid)).size === read.length) return read;
  throw new InvalidRequest("Field 'keys' names two keys alike. Give each a 'kid' of its own.");
}

/** Reads a key to import; throws `invalid_request`. */
export function readKey(body: unknown): NamedJsonWebKey {
  return readJsonWebKey(objectOf(body));
}

/** The name of a set as it may be written; throws `invalid_request`. */
export function readSetName(name: string): string {
  if (isKeyName(name)) return name;
  throw new InvalidRequest("A set is named with 1 to 255 characters.");
}
