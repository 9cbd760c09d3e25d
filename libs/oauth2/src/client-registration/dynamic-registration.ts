import type { ClientRecord } from "../client.js";
import { equalInConstantTime } from "../constant-time.js";
import { InvalidClientMetadata, InvalidRequest, OAuthError } from "../errors.js";
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
] as const;

/** A client that registered itself, with the token that manages it from now on. */
export interface RegisteredClient extends WrittenClient {
  readonly registrationToken: string;
}

/**
 * Registers a client by itself (RFC 7591 §3). The id, the secret and the token (`newToken`) are the
 * server's. Throws 404 while the project has registration switched off, `invalid_client_metadata`,
 * `invalid_redirect_uri`, and `invalid_request` for members that are not the client's to choose.
 */
export async function registerClient(
  issuer: Issuer,
  document: unknown,
  newToken: string,
): Promise<RegisteredClient> {
  assertEnabled(issuer);
  assertOwnMembers(document);
  if (document["client_secret"]) {
    throw new InvalidRequest("It is not allowed to choose your own OAuth2 Client secret.");
  }
  assertRedirectUris(document);
  const { client_id: _ignored, ...chosen } = document;
  const written = await createClient(issuer, withDefaultAudience(issuer, chosen), newToken);
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

/** Replaces a client by itself (RFC 7592 §2.2); its token is exchanged for `newToken`. */
export async function updateRegisteredClient(
  issuer: Issuer,
  clientId: string,
  token: string | undefined,
  document: unknown,
  newToken: string,
): Promise<RegisteredClient> {
  const stored = await registeredClient(issuer, clientId, token);
  assertOwnMembers(document);
  assertRedirectUris(document);
  const { client_id: named, client_secret: secret, ...chosen } = document;
  if (named !== undefined && named !== clientId) {
    throw new InvalidRequest("The client_id must be the one of the client (RFC 7592 section 2.2).");
  }
  if (secret) {
    throw new OAuthError(
      "The requested action was forbidden",
      "It is not allowed to choose your own OAuth2 Client secret.",
      403,
    );
  }
  const kept = {
    metadata: stored.metadata.metadata,
    owner: stored.metadata.owner,
    skip_consent: stored.metadata.skip_consent,
    skip_logout_consent: stored.metadata.skip_logout_consent,
    access_token_strategy: stored.metadata.access_token_strategy,
  };
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

function assertOwnMembers(document: unknown): asserts document is Record<string, unknown> {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new InvalidClientMetadata("The client must be a JSON object.");
  }
  const forbidden = FORBIDDEN.find((name) => Object.hasOwn(document, name));
  if (forbidden === undefined) return;
  throw new InvalidRequest(`The member '${forbidden}' cannot be set by dynamic registration.`);
}

/** RFC 7591 §2: clients of redirect-based grants register where they receive answers. */
function assertRedirectUris(document: Record<string, unknown>): void {
  const grantTypes = document["grant_types"] ?? ["authorization_code"];
  const redirects =
    Array.isArray(grantTypes) &&
    (grantTypes.includes("authorization_code") || grantTypes.includes("implicit"));
  const uris = document["redirect_uris"];
  if (redirects && (!Array.isArray(uris) || uris.length === 0)) {
    throw new InvalidClientMetadata(
      "Field redirect_uris must hold at least one URI for the grant types of the client.",
    );
  }
}
