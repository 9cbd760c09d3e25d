import { Client } from "../client.js";
import type { ClientRecord } from "../client.js";
import { CLIENT_LIFESPANS } from "../client-metadata.js";
import { matchesClientSecret, openAssertionSecrets } from "../client-secret.js";
import { equalInConstantTime } from "../constant-time.js";
import {
  InvalidClientMetadata,
  InvalidRedirectUri,
  InvalidRequest,
  OAuthError,
} from "../errors.js";
import type { Issuer } from "../issuer.js";
import {
  createClient,
  digestRegistrationToken,
  removeClient,
  replaceClient,
} from "./register-client.js";
import type { WrittenClient } from "./register-client.js";

/** Members that only the admin API may set: a client must not raise its own standing. */
const FORBIDDEN = [
  "metadata",
  "access_token_strategy",
  "skip_consent",
  "skip_logout_consent",
  "owner",
  ...CLIENT_LIFESPANS,
] as const;

/** What those members say of a client that the admin API has not touched. */
const UNTOUCHED: Readonly<Record<string, unknown>> = { metadata: {}, skip_consent: false };

/** A client that registered itself, with the token that manages it from now on. */
export interface RegisteredClient extends WrittenClient {
  readonly registrationToken: string;
}

/**
 * Registers a client by itself (RFC 7591 §3). The id, the secret and the token (`newToken`) are the
 * server's. Throws 404 while the project has registration switched off, `invalid_redirect_uri`, and
 * `invalid_client_metadata`, also for members that are not the client's to choose (§3.2.2).
 */
export async function registerClient(
  issuer: Issuer,
  document: unknown,
  newToken: string,
): Promise<RegisteredClient> {
  assertEnabled(issuer);
  assertOwnMembers(document, UNTOUCHED);
  if (document["client_secret"]) throw secretNotChosen();
  assertRedirectUris(document);
  const { client_id: _ignored, ...chosen } = document;
  const written = await createClient(issuer, withDefaultAudience(issuer, chosen), {
    origin: "self_registered",
    registrationToken: newToken,
  });
  return { ...written, registrationToken: newToken };
}

/**
 * The client a registration access token manages (RFC 7592 §2.1). Throws 401 alike for an unknown
 * client and a wrong token (RFC 7592 §5).
 */
export async function registeredClient(
  issuer: Issuer,
  clientId: string,
  token: string | undefined,
): Promise<ClientRecord> {
  assertEnabled(issuer);
  const record = clientId.includes("\0") ? undefined : await issuer.stores.clients.find(clientId);
  const digest = record?.registrationTokenDigest;
  const presented = digestRegistrationToken(issuer, token ?? "");
  const matches = equalInConstantTime(digest ?? "", presented);
  if (record === undefined || digest === undefined || token === undefined || !matches) {
    throw new OAuthError(
      "The request could not be authorized",
      "The requested OAuth 2.0 client does not exist or you provided incorrect credentials.",
      401,
    );
  }
  return record;
}

/**
 * Replaces a client by itself (RFC 7592 §2.2); its token is exchanged for `newToken`. What it was
 * answered may be sent back whole: its own secret, and members it cannot change with their values.
 */
export async function updateRegisteredClient(
  issuer: Issuer,
  clientId: string,
  token: string | undefined,
  document: unknown,
  newToken: string,
): Promise<RegisteredClient> {
  const stored = await registeredClient(issuer, clientId, token);
  assertOwnMembers(document, { ...UNTOUCHED, ...stored.metadata });
  assertRedirectUris(document);
  const { client_id: named, client_secret: secret, ...chosen } = document;
  if (named !== undefined && named !== clientId) {
    throw new InvalidRequest("The client_id must be the one of the client (RFC 7592 section 2.2).");
  }
  if (secret && !(await isOwnSecret(issuer, stored, secret))) throw secretNotChosen();
  const kept = Object.fromEntries(
    FORBIDDEN.map((name) => [name, stored.metadata[name]]).filter(([, held]) => held !== undefined),
  );
  const replacement = { ...withDefaultAudience(issuer, chosen), ...kept };
  const written = await replaceClient(issuer, clientId, replacement, newToken);
  return { ...written, registrationToken: newToken };
}

/** Removes a client by itself (RFC 7592 §2.3). */
export async function removeRegisteredClient(
  issuer: Issuer,
  clientId: string,
  token: string | undefined,
): Promise<void> {
  await registeredClient(issuer, clientId, token);
  await removeClient(issuer, clientId);
}

/**
 * RFC 7591 has no member for what a client may ask tokens for (RFC 8707): whoever names none, as
 * the MCP SDK, may ask for what the project says.
 */
function withDefaultAudience(
  issuer: Issuer,
  document: Record<string, unknown>,
): Record<string, unknown> {
  return { audience: issuer.policy.registeredAudience, ...document };
}

function assertEnabled(issuer: Issuer): void {
  if (issuer.policy.dynamicRegistration !== "off") return;
  throw new OAuthError(
    "The requested resource could not be found",
    "Dynamic registration is not enabled.",
    404,
  );
}

function assertOwnMembers(
  document: unknown,
  held: Readonly<Record<string, unknown>>,
): asserts document is Record<string, unknown> {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new InvalidClientMetadata("The client must be a JSON object.");
  }
  const members = document as Readonly<Record<string, unknown>>;
  const forbidden = FORBIDDEN.find(
    (name) =>
      (members[name] ?? "") !== "" && JSON.stringify(members[name]) !== JSON.stringify(held[name]),
  );
  if (forbidden === undefined) return;
  throw new InvalidClientMetadata(
    `The member '${forbidden}' cannot be set by dynamic registration.`,
  );
}

function secretNotChosen(): InvalidClientMetadata {
  return new InvalidClientMetadata("It is not allowed to choose your own OAuth2 Client secret.");
}

/** RFC 7592 §2.2: a client may repeat the secret it was issued. */
async function isOwnSecret(
  issuer: Issuer,
  record: ClientRecord,
  secret: unknown,
): Promise<boolean> {
  if (typeof secret !== "string") return false;
  const client = new Client(record);
  const signsWith = openAssertionSecrets(issuer, client);
  return (
    signsWith.some((each) => equalInConstantTime(each, secret)) ||
    (await matchesClientSecret(issuer, client, secret))
  );
}

/** RFC 7591 §2: clients of redirect-based grants register where they receive answers. */
function assertRedirectUris(document: Record<string, unknown>): void {
  const grantTypes = document["grant_types"] ?? ["authorization_code"];
  const redirects =
    Array.isArray(grantTypes) &&
    (grantTypes.includes("authorization_code") || grantTypes.includes("implicit"));
  const uris = document["redirect_uris"] ?? [];
  const isList = Array.isArray(uris) && uris.every((uri) => typeof uri === "string");
  if (!isList || (redirects && uris.length === 0)) {
    throw new InvalidRedirectUri(
      "Field redirect_uris must be a list of at least one URI for the grant types of the client.",
    );
  }
}
