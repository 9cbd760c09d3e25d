import { randomUUID } from "node:crypto";
import type { ClientRecord, ClientSecret } from "../client.js";
import type { ClientMetadata } from "../client-metadata.js";
import { digestClientSecret, generateClientSecret, sealAssertionSecret } from "../client-secret.js";
import { InvalidClientMetadata, OAuthError } from "../errors.js";
import type { Issuer } from "../issuer.js";
import { SIGNING_ALGORITHMS } from "../signing-keys.js";
import { readClientMetadata } from "./read-metadata.js";
import { Fields } from "./fields.js";

const SHORTEST_SECRET = 6;
const LONGEST_SECRET = 255;
const CLIENT_ID = /^[A-Za-z0-9._~:/-]{1,255}$/;

/** A client after a write, and its secret when this write made or changed one. */
export interface WrittenClient {
  readonly record: ClientRecord;
  readonly secret?: string;
}

/** How a client comes to be: who asks for it, and the token that it manages itself with later. */
export interface NewClient {
  /** Absent: the admin API. */
  readonly origin?: ClientMetadata["origin"];
  readonly registrationToken?: string;
}

/**
 * Creates a client, by the admin API or by itself. Throws `invalid_client_metadata`,
 * `invalid_redirect_uri` and 409 for an id that is taken.
 */
export async function createClient(
  issuer: Issuer,
  document: unknown,
  { origin, registrationToken }: NewClient = {},
): Promise<WrittenClient> {
  const read = await readClientMetadata(issuer, document);
  const metadata: ClientMetadata = origin === undefined ? read : { ...read, origin };
  const fields = new Fields(document);
  const chosenId = readClientId(fields);
  const clientId = chosenId ?? randomUUID();
  const chosen = readSecret(fields);
  const { secrets, shown } = await secretsFor(issuer, metadata, chosen, []);
  await ensureSigningKeys(issuer, metadata);
  const now = issuer.clock();
  const record: ClientRecord = {
    clientId,
    metadata,
    secrets,
    ...(registrationToken === undefined
      ? {}
      : { registrationTokenDigest: digestRegistrationToken(issuer, registrationToken) }),
    createdAt: now,
    updatedAt: now,
    revision: 1,
  };
  if ((await issuer.stores.clients.insert(record)) === "exists") {
    throw new OAuthError(
      "Unable to insert or update resource because a resource with that value exists already",
      "",
      409,
    );
  }
  // A chosen id may be one of old: what an earlier client of that id was granted is not inherited.
  if (chosenId !== undefined) {
    await issuer.stores.grants.revokeWhere({ clientId }, now);
  }
  return shown === undefined ? { record } : { record, secret: shown };
}

/**
 * Replaces a client's document. Without a secret the old ones stay; a new one ends them, and so does
 * a new registration access token the old. Throws 404
 * for an unknown client and 409 when another write came between.
 */
export async function replaceClient(
  issuer: Issuer,
  clientId: string,
  document: unknown,
  registrationToken?: string,
): Promise<WrittenClient> {
  const read = await readClientMetadata(issuer, document);
  const chosen = readSecret(new Fields(document));
  const stored = await findClient(issuer, clientId);
  const { origin } = stored.metadata;
  const metadata: ClientMetadata = origin === undefined ? read : { ...read, origin };
  const { secrets, shown } = await secretsFor(issuer, metadata, chosen, stored.secrets);
  await ensureSigningKeys(issuer, metadata);
  const record: ClientRecord = {
    ...stored,
    metadata,
    secrets,
    ...(registrationToken === undefined
      ? {}
      : { registrationTokenDigest: digestRegistrationToken(issuer, registrationToken) }),
    updatedAt: issuer.clock(),
  };
  await storeClient(issuer, record);
  return shown === undefined ? { record } : { record, secret: shown };
}

/** Writes a changed client; throws 404 when it is gone and 409 when another write came between. */
export async function storeClient(issuer: Issuer, record: ClientRecord): Promise<void> {
  const outcome = await issuer.stores.clients.replace(record);
  if (outcome === "absent") throw unknownClient();
  if (outcome === "stale") {
    throw new OAuthError(
      "conflict",
      "The client was changed meanwhile. Read it and try again.",
      409,
    );
  }
}

/** How a registration access token is stored (RFC 7592 §5). */
export function digestRegistrationToken(issuer: Issuer, token: string): string {
  return issuer.sealer.digest("registration-token", token);
}

/** The issuer has a key for every algorithm that a client asks to be answered with. */
export async function ensureSigningKeys(issuer: Issuer, metadata: ClientMetadata): Promise<void> {
  const wanted = [
    metadata.id_token_signed_response_alg,
    metadata.userinfo_signed_response_alg,
    metadata.introspection_signed_response_alg,
  ];
  for (const algorithm of SIGNING_ALGORITHMS) {
    if (wanted.includes(algorithm)) await issuer.ensureSigningKey(algorithm);
  }
}

/** The stored client; throws 404 in Hydra's words. */
export async function findClient(issuer: Issuer, clientId: string): Promise<ClientRecord> {
  const record = isClientId(clientId) ? await issuer.stores.clients.find(clientId) : undefined;
  if (record === undefined) throw unknownClient();
  return record;
}

/** Removes a client with every grant it holds; throws 404 when there is none. */
export async function removeClient(issuer: Issuer, clientId: string): Promise<void> {
  await findClient(issuer, clientId);
  if ((await issuer.stores.clients.remove(clientId)) === "absent") throw unknownClient();
}

function unknownClient(): OAuthError {
  return new OAuthError("Unable to locate the resource", "", 404);
}

/** Whether a text can be a client id at all; others are known not to exist. */
function isClientId(text: string): boolean {
  return text.length <= 255 && !text.includes("\0");
}

/** The id that the document chooses; without one the client gets a fresh one. */
export function readClientId(fields: Fields): string | undefined {
  const clientId = fields.text("client_id");
  if (clientId === undefined || clientId === "") return undefined;
  if (CLIENT_ID.test(clientId)) return clientId;
  throw new InvalidClientMetadata(
    "Field client_id must have 1 to 255 characters of A-Z a-z 0-9 . _ ~ : / -",
  );
}

function readSecret(fields: Fields): string | undefined {
  const secret = fields.text("client_secret");
  if (secret === undefined || secret === "") return undefined;
  if (secret.length < SHORTEST_SECRET) {
    throw new InvalidClientMetadata(
      `Field client_secret must contain a secret that is at least ${SHORTEST_SECRET} characters long.`,
    );
  }
  if (secret.length > LONGEST_SECRET) {
    throw new InvalidClientMetadata(
      `Field client_secret must contain a secret that is at most ${LONGEST_SECRET} characters long.`,
    );
  }
  return secret;
}

/** The secrets of a client after a write, and the one that this write made or was given. */
export async function secretsFor(
  issuer: Issuer,
  metadata: ClientMetadata,
  chosen: string | undefined,
  stored: readonly ClientSecret[],
): Promise<{ readonly secrets: readonly ClientSecret[]; readonly shown?: string }> {
  const method = metadata.token_endpoint_auth_method;
  if (method === "none" || method === "private_key_jwt") return { secrets: [] };
  if (method === "client_secret_jwt") return assertionSecretFor(issuer, chosen, stored);
  if (chosen !== undefined) {
    return { secrets: [await digestClientSecret(issuer, chosen, "chosen")], shown: chosen };
  }
  const kept = stored.filter((secret) => secret.kind !== "sealed");
  if (kept.length > 0) return { secrets: kept };
  const generated = generateClientSecret();
  return { secrets: [await digestClientSecret(issuer, generated, "generated")], shown: generated };
}

function assertionSecretFor(
  issuer: Issuer,
  chosen: string | undefined,
  stored: readonly ClientSecret[],
): { readonly secrets: readonly ClientSecret[]; readonly shown?: string } {
  const kept = stored.filter((secret) => secret.kind === "sealed");
  if (chosen === undefined && kept.length > 0) return { secrets: kept };
  const shown = chosen ?? generateClientSecret();
  return { secrets: [sealAssertionSecret(issuer, shown)], shown };
}
