import { CLIENT_AUTHENTICATION_METHODS } from "../client-authentication/authenticate-client.js";
import { hasEncryptionKey } from "../client-keys.js";
import { CLIENT_LIFESPANS } from "../client-metadata.js";
import type { ClientLifespan, ClientMetadata } from "../client-metadata.js";
import { isDuration } from "../duration.js";
import { InvalidClientMetadata, InvalidRedirectUri } from "../errors.js";
import type { Issuer } from "../issuer.js";
import { redirectUriProblem } from "../redirect-uri.js";
import { CONTENT_ENCRYPTIONS, ENCRYPTION_ALGORITHMS } from "../response-encryption.js";
import { REQUEST_OBJECT_ALGORITHMS } from "../authorization-endpoint/request-object.js";
import {
  ASSERTION_MAC_ALGORITHMS,
  ASSERTION_SIGNING_ALGORITHMS,
} from "../client-authentication/client-assertion.js";
import { sectorOf } from "../subject-identifier.js";
import { SIGNING_ALGORITHMS } from "../signing-keys.js";
import { Fields } from "./fields.js";

const MOST_KEYS = 100;
const USERINFO_ALGORITHMS = ["none", ...SIGNING_ALGORITHMS];
const ASSERTION_ALGORITHMS = [...ASSERTION_SIGNING_ALGORITHMS, ...ASSERTION_MAC_ALGORITHMS];

/**
 * Reads a client document (RFC 7591 §2, OpenID Connect Registration §2) as Hydra's admin API takes
 * it: unknown members are ignored, absent ones get their default, `grant_types` and
 * `response_types` are kept as given. Throws `invalid_client_metadata` or `invalid_redirect_uri`
 * naming the member.
 */
export async function readClientMetadata(
  issuer: Issuer,
  document: unknown,
): Promise<ClientMetadata> {
  const fields = new Fields(document);
  const metadata: ClientMetadata = {
    client_name: fields.text("client_name") ?? "",
    redirect_uris: readRedirectUris(fields),
    grant_types: fields.texts("grant_types") ?? null,
    response_types: fields.texts("response_types") ?? null,
    scope: readScope(issuer, fields),
    audience: fields.texts("audience") ?? [],
    owner: fields.text("owner") ?? "",
    policy_uri: fields.webAddress("policy_uri") ?? "",
    allowed_cors_origins: readOrigins(fields),
    tos_uri: fields.webAddress("tos_uri") ?? "",
    client_uri: fields.webAddress("client_uri") ?? "",
    logo_uri: fields.webAddress("logo_uri") ?? "",
    contacts: fields.texts("contacts") ?? null,
    subject_type: fields.oneOf("subject_type", issuer.policy.subjectTypes) ?? "public",
    token_endpoint_auth_method:
      fields.oneOf("token_endpoint_auth_method", CLIENT_AUTHENTICATION_METHODS) ??
      "client_secret_basic",
    userinfo_signed_response_alg:
      fields.oneOf("userinfo_signed_response_alg", USERINFO_ALGORITHMS) ?? "none",
    metadata: fields.any("metadata") ?? {},
    skip_consent: fields.flag("skip_consent") ?? false,
    skip_logout_consent: fields.flag("skip_logout_consent") ?? null,
    ...readLifespans(fields),
  };
  Object.assign(metadata, readOptional(fields, metadata));
  checkKeys(metadata);
  await checkSubjectType(issuer, metadata);
  return metadata;
}

/**
 * OpenID Connect Registration §2: a client that signs, or that is encrypted to, has keys; `enc` goes
 * with an `alg`. What an address holds is seen when it is needed.
 */
function checkKeys(metadata: ClientMetadata): void {
  const { jwks, jwks_uri: address, token_endpoint_auth_method: method } = metadata;
  if (method === "private_key_jwt" && address === undefined && !jwks?.keys?.length) {
    throw new InvalidClientMetadata(
      "When token_endpoint_auth_method is 'private_key_jwt', either jwks or jwks_uri must be set.",
    );
  }
  for (const response of ["id_token", "userinfo", "introspection"] as const) {
    const algorithm = metadata[`${response}_encrypted_response_alg`];
    if (algorithm === undefined && metadata[`${response}_encrypted_response_enc`] !== undefined) {
      throw new InvalidClientMetadata(
        `Field ${response}_encrypted_response_enc needs ${response}_encrypted_response_alg beside it.`,
      );
    }
    if (algorithm === undefined || address !== undefined) continue;
    if (!hasEncryptionKey(jwks, algorithm)) {
      throw new InvalidClientMetadata(
        `Field ${response}_encrypted_response_alg needs a key for ${algorithm} in jwks, or a jwks_uri.`,
      );
    }
  }
}

/** OpenID Connect Core §8.1: a pairwise client belongs to one sector, which lists its redirect URIs. */
async function checkSubjectType(issuer: Issuer, metadata: ClientMetadata): Promise<void> {
  const address = metadata.sector_identifier_uri;
  if (address !== undefined) {
    const listed = await issuer.outbound.json(address).catch(() => undefined);
    const uris = metadata.redirect_uris ?? [];
    if (!Array.isArray(listed) || !uris.every((uri) => listed.includes(uri))) {
      throw new InvalidClientMetadata(
        "The document at sector_identifier_uri must be a JSON array that holds every redirect_uri.",
      );
    }
  }
  if (metadata.subject_type !== "pairwise") return;
  sectorOf(metadata);
  const strategy = metadata.access_token_strategy ?? issuer.policy.accessTokenStrategy;
  if (strategy === "jwt") {
    throw new InvalidClientMetadata(
      "A pairwise client cannot have JWT access tokens: they would carry the subject itself.",
    );
  }
}

/** Members that are absent from the document unless they were given. */
function readOptional(fields: Fields, metadata: ClientMetadata): Partial<ClientMetadata> {
  const optional: Partial<ClientMetadata> = {
    access_token_strategy: fields.oneOf("access_token_strategy", ["opaque", "jwt"]),
    id_token_signed_response_alg: fields.oneOf("id_token_signed_response_alg", SIGNING_ALGORITHMS),
    id_token_encrypted_response_alg: fields.oneOf(
      "id_token_encrypted_response_alg",
      ENCRYPTION_ALGORITHMS,
    ),
    id_token_encrypted_response_enc: fields.oneOf(
      "id_token_encrypted_response_enc",
      CONTENT_ENCRYPTIONS,
    ),
    userinfo_encrypted_response_alg: fields.oneOf(
      "userinfo_encrypted_response_alg",
      ENCRYPTION_ALGORITHMS,
    ),
    userinfo_encrypted_response_enc: fields.oneOf(
      "userinfo_encrypted_response_enc",
      CONTENT_ENCRYPTIONS,
    ),
    introspection_signed_response_alg: fields.oneOf(
      "introspection_signed_response_alg",
      SIGNING_ALGORITHMS,
    ),
    introspection_encrypted_response_alg: fields.oneOf(
      "introspection_encrypted_response_alg",
      ENCRYPTION_ALGORITHMS,
    ),
    introspection_encrypted_response_enc: fields.oneOf(
      "introspection_encrypted_response_enc",
      CONTENT_ENCRYPTIONS,
    ),
    post_logout_redirect_uris: readPostLogoutUris(fields, metadata),
    jwks: readKeySet(fields),
    jwks_uri: fields.webAddress("jwks_uri"),
    sector_identifier_uri: fields.webAddress("sector_identifier_uri"),
    request_uris: fields.texts("request_uris"),
    request_object_signing_alg: fields.oneOf(
      "request_object_signing_alg",
      REQUEST_OBJECT_ALGORITHMS,
    ),
    token_endpoint_auth_signing_alg: fields.oneOf(
      "token_endpoint_auth_signing_alg",
      ASSERTION_ALGORITHMS,
    ),
    frontchannel_logout_uri: fields.webAddress("frontchannel_logout_uri"),
    frontchannel_logout_session_required: fields.flag("frontchannel_logout_session_required"),
    backchannel_logout_uri: fields.webAddress("backchannel_logout_uri"),
    backchannel_logout_session_required: fields.flag("backchannel_logout_session_required"),
  };
  if (optional.jwks_uri !== undefined && (optional.jwks?.keys?.length ?? 0) > 0) {
    throw new InvalidClientMetadata("jwks and jwks_uri exclude each other: send one of them.");
  }
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(optional)) {
    if (value !== undefined) given[name] = value;
  }
  return given;
}

/** RFC 7517 §4, §5: a set holds keys, and a key says its type. */
function readKeySet(fields: Fields): ClientMetadata["jwks"] {
  const set = fields.record("jwks");
  const { keys = [] } = set ?? {};
  const isKey = (key: unknown): boolean =>
    typeof key === "object" && key !== null && "kty" in key && typeof key.kty === "string";
  if (Array.isArray(keys) && keys.length <= MOST_KEYS && keys.every(isKey)) {
    if (!keys.some(isPrivate)) return set;
    throw new InvalidClientMetadata(
      "Field jwks holds a private or symmetric key. Send public keys only, and treat this one as leaked.",
    );
  }
  throw new InvalidClientMetadata(
    `Field jwks must hold a list 'keys' of at most ${MOST_KEYS} JSON Web Keys, each with a 'kty'.`,
  );
}

/** RFC 7591 §2: `jwks` is public; everybody who reads the client would read a private key. */
function isPrivate(key: object): boolean {
  return "d" in key || "k" in key;
}

function readRedirectUris(fields: Fields): string[] | null {
  const uris = fields.texts("redirect_uris");
  for (const uri of uris ?? []) {
    const problem = redirectUriProblem(uri);
    if (problem !== undefined) {
      throw new InvalidRedirectUri(
        `The redirect URI '${uri.slice(0, 200)}' is refused: ${problem}.`,
      );
    }
  }
  return uris ?? null;
}

/** RFC 6749 §3.3: scope words are printable ASCII. */
function readScope(issuer: Issuer, fields: Fields): string {
  const scope = fields.text("scope");
  if (scope === undefined || scope === "") return issuer.policy.defaultScope;
  if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(scope)) {
    throw new InvalidClientMetadata("Field scope contains a character that scopes cannot have.");
  }
  return scope.split(" ").filter(Boolean).join(" ");
}

function readOrigins(fields: Fields): string[] {
  return (fields.texts("allowed_cors_origins") ?? []).map((entry) => {
    const origin = entry.replace(/\/$/, "");
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.origin !== origin) {
      throw new InvalidClientMetadata(
        `Field allowed_cors_origins must hold origins such as https://app.example.com, not '${entry.slice(0, 200)}'.`,
      );
    }
    return origin;
  });
}

/** Hydra's rule: scheme, host and port of a post-logout address equal those of a redirect URI. */
function readPostLogoutUris(fields: Fields, metadata: ClientMetadata): string[] | undefined {
  const uris = fields.texts("post_logout_redirect_uris");
  const origins = (metadata.redirect_uris ?? []).map(originOf);
  for (const uri of uris ?? []) {
    if (redirectUriProblem(uri) !== undefined || !origins.includes(originOf(uri))) {
      throw new InvalidClientMetadata(
        `The post_logout_redirect_uri '${uri.slice(0, 200)}' must share scheme, host and port with one of the redirect_uris.`,
      );
    }
  }
  return uris;
}

function originOf(uri: string): string {
  const url = new URL(uri);
  return `${url.protocol}//${url.host}`;
}

function readLifespans(fields: Fields): Record<ClientLifespan, string | null> {
  const lifespans: Partial<Record<ClientLifespan, string | null>> = {};
  for (const name of CLIENT_LIFESPANS) {
    const value = fields.text(name) ?? "";
    if (value !== "" && !isDuration(value)) {
      throw new InvalidClientMetadata(`Field ${name} must be a duration such as 1h30m0s.`);
    }
    lifespans[name] = value === "" ? null : value;
  }
  return lifespans as Record<ClientLifespan, string | null>;
}
