import { readAudience } from "../audience.js";
import { canonicalResponseType } from "../client.js";
import type { Client } from "../client.js";
import {
  InvalidClient,
  InvalidRedirectUri,
  InvalidRequest,
  RegistrationNotSupported,
  UnauthorizedClient,
  UnsupportedResponseMode,
  UnsupportedResponseType,
} from "../errors.js";
import { readIdTokenHint } from "../id-token-hint.js";
import type { Issuer } from "../issuer.js";
import { words } from "../parameters.js";
import type { Parameters } from "../parameters.js";
import { readClaimsParameter } from "../claims-parameter.js";
import type { ClaimsParameter } from "../claims-parameter.js";
import { readCodeChallenge } from "../pkce.js";
import { matchesRedirectUri } from "../redirect-uri.js";
import { assertScope } from "../scope.js";
import { readPrompt } from "./prompt.js";
import type { Prompt } from "./prompt.js";
import { RESPONSE_MODES } from "./response.js";
import type { ResponseMode, ResponseTarget } from "./response.js";
import { RESPONSE_TYPES, defaultResponseMode } from "./response-types.js";
import type { ResponseType } from "./response-types.js";

/** An authorization request that passed every check (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1). */
export interface AuthorizationRequest {
  readonly client: Client;
  readonly target: ResponseTarget;
  /** The `redirect_uri` parameter; absent when the only registered one was meant. */
  readonly redirectUriParameter: string | undefined;
  readonly responseType: ResponseType;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompt: ReadonlySet<Prompt>;
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly loginHint: string | undefined;
  readonly acrValues: readonly string[];
  readonly display: string | undefined;
  readonly uiLocales: readonly string[];
  readonly claims: ClaimsParameter | undefined;
  /** A device waits for the answer, not a redirect URI (RFC 8628 §3.3). */
  readonly forDevice?: true;
  /** The claims of a valid `id_token_hint`. */
  readonly idTokenHint: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The first half (RFC 6749 §4.1.2.1): finds the client, then a redirect URI it registered. What is
 * thrown here must be shown to the user and never be redirected.
 */
export async function identifyClient(
  issuer: Issuer,
  parameters: Parameters,
  repeated: ReadonlySet<string>,
): Promise<Client> {
  for (const name of ["client_id", "redirect_uri"]) {
    if (repeated.has(name))
      throw new InvalidRequest(`The parameter '${name}' is included more than once.`);
  }
  const client = await issuer.client(parameters.required("client_id"));
  if (client === undefined) throw new InvalidClient("The client is unknown. Check the client_id.");
  return client;
}

/** Where the response goes; throws as `identifyClient` when there is no trusted address. */
export function identifyTarget(
  client: Client,
  parameters: Parameters,
  repeated: ReadonlySet<string>,
): ResponseTarget {
  return {
    client,
    redirectUri: identifyRedirectUri(client, parameters),
    mode: modeOrDefault(parameters),
    state: repeated.has("state") ? undefined : parameters.optional("state"),
  };
}

function identifyRedirectUri(client: Client, parameters: Parameters): string {
  const requested = parameters.optional("redirect_uri");
  if (requested !== undefined) {
    if (matchesRedirectUri(client.redirectUris, requested)) return requested;
    throw new InvalidRequest(
      "The redirect_uri is not one of the registered redirect_uris of the client. They are compared character by character.",
    );
  }
  const [only, ...others] = client.redirectUris;
  if (only === undefined)
    throw new InvalidRedirectUri("The client has no registered redirect_uris.");
  if (others.length > 0) {
    throw new InvalidRequest(
      "The parameter 'redirect_uri' is required because the client has more than one.",
    );
  }
  if (words(parameters.optional("scope")).includes("openid")) {
    throw new InvalidRequest(
      "The parameter 'redirect_uri' is required when the scope contains openid.",
    );
  }
  return only;
}

function modeOrDefault(parameters: Parameters): ResponseMode {
  const responseType = canonicalResponseType(parameters.optional("response_type") ?? "code");
  const requested = RESPONSE_MODES.find((mode) => mode === parameters.optional("response_mode"));
  const fallback = defaultResponseMode(responseType);
  return requested === undefined || (requested === "query" && fallback === "fragment")
    ? fallback
    : requested;
}

/** The second half: every other check. What is thrown here is redirected with `state` and `iss`. */
export function checkRequest(
  issuer: Issuer,
  target: ResponseTarget,
  parameters: Parameters,
): AuthorizationRequest {
  const { client } = target;
  if (parameters.has("registration")) {
    throw new RegistrationNotSupported("The parameter 'registration' is not supported.");
  }
  const responseType = readResponseType(client, parameters);
  checkResponseMode(responseType, parameters);
  const scope = parameters.words("scope");
  assertScope(client, scope, issuer.policy.scopeStrategy);
  if (responseType.includes("id_token") && !scope.includes("openid")) {
    throw new InvalidRequest("A response_type with id_token needs scope openid.");
  }
  const nonce = parameters.optional("nonce");
  if (responseType.includes("id_token") && nonce === undefined) {
    throw new InvalidRequest(
      "The parameter 'nonce' is required when the response_type has id_token.",
    );
  }
  return {
    client,
    target,
    redirectUriParameter: parameters.optional("redirect_uri"),
    responseType,
    scope,
    audience: readAudience(client, parameters),
    nonce,
    codeChallenge: responseType.includes("code")
      ? readCodeChallenge(parameters, client.isPublic || issuer.policy.pkceEnforced)
      : undefined,
    prompt: readPrompt(parameters),
    maxAge: readMaxAge(parameters),
    loginHint: parameters.optional("login_hint"),
    acrValues: parameters.words("acr_values"),
    display: parameters.optional("display"),
    uiLocales: parameters.words("ui_locales"),
    claims: readClaimsParameter(parameters.optional("claims")),
    idTokenHint: readIdTokenHint(issuer, parameters.optional("id_token_hint")),
  };
}

function readResponseType(client: Client, parameters: Parameters): ResponseType {
  const requested = canonicalResponseType(parameters.required("response_type"));
  const responseType = RESPONSE_TYPES.find((known) => known === requested);
  if (responseType === undefined) {
    throw new UnsupportedResponseType(
      `The response_type is not supported. Use one of: ${RESPONSE_TYPES.join(", ")}.`,
    );
  }
  if (!client.responseTypes.has(responseType)) {
    throw new UnauthorizedClient(
      `The client is not registered for response_type '${responseType}'. Add it to the client's response_types.`,
    );
  }
  if (responseType.includes("code")) client.assertMayUse("authorization_code");
  if (responseType !== "code") client.assertMayUse("implicit");
  return responseType;
}

function checkResponseMode(responseType: ResponseType, parameters: Parameters): void {
  const requested = parameters.optional("response_mode");
  if (requested === undefined) return;
  if (!RESPONSE_MODES.some((mode) => mode === requested)) {
    throw new UnsupportedResponseMode(
      `The response_mode is not supported. Use one of: ${RESPONSE_MODES.join(", ")}.`,
    );
  }
  if (requested === "query" && responseType !== "code") {
    throw new UnsupportedResponseMode(
      "response_mode query must not carry tokens. Use fragment or form_post.",
    );
  }
}

function readMaxAge(parameters: Parameters): number | undefined {
  const text = parameters.optional("max_age");
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new InvalidRequest("The parameter 'max_age' must be a number of seconds.");
  return Number(text);
}
