import type { Client } from "../client.js";
import { AccessDenied, OAuthError, TemporarilyUnavailable } from "../errors.js";
import type { Issuer } from "../issuer.js";
import { subjectFor } from "../subject-identifier.js";
import type { HookAnswer, HookCall } from "./hook-caller.js";
import { HookUnavailable } from "./hook-caller.js";

type Claims = Readonly<Record<string, unknown>>;

/** The claims of a session beside the registered ones, as hooks may change them. */
export interface SessionClaims {
  readonly accessToken: Claims;
  readonly idToken: Claims;
}

/** What a hook is told of a token request. */
export interface HookFacts {
  readonly client: Client;
  readonly grantType: string;
  readonly subject: string;
  readonly forcedSubject?: string;
  readonly requestedScope: readonly string[];
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  readonly claims: SessionClaims;
  /** The consent behind the tokens, by its id in consent listings. */
  readonly consentId?: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly nonce?: string;
  /** The assertion of RFC 7523 §2.1. */
  readonly assertion?: string;
}

/** An opaque access token carries its claims and has to stay usable as a header. */
const LONGEST_CLAIMS = 4_000;

/** Whether any hook is to be asked about a grant type. */
export function hasHooks(issuer: Issuer, grantType: string): boolean {
  const { token, refreshToken } = issuer.policy.hooks;
  return token !== undefined || (refreshToken !== undefined && grantType === "refresh_token");
}

/**
 * Asks the project's hooks about a token request, the refresh hook before the token hook as Hydra
 * does, and answers the claims that hold from now on. 200 with a session: its members are merged
 * over the claims there are (Hydra replaces them all, so that a hook which adds one claim wipes the
 * others). 204: they stay. Throws `access_denied` when a hook refuses (403), `temporarily_unavailable`
 * when it cannot be asked, `server_error` when its answer is none: 503 both, as nothing was changed
 * and the same request may be sent again.
 */
export async function askHooks(issuer: Issuer, facts: HookFacts): Promise<SessionClaims> {
  const { token, refreshToken } = issuer.policy.hooks;
  const clientId = facts.client.id;
  let claims = facts.claims;
  if (refreshToken !== undefined && facts.grantType === "refresh_token") {
    const document = refreshDocument(issuer, { ...facts, claims });
    const call = { kind: "refresh_token_hook", target: refreshToken, clientId, document } as const;
    claims = merged(claims, await ask(issuer, call));
  }
  if (token !== undefined) {
    const document = tokenDocument(issuer, { ...facts, claims });
    const call = { kind: "token_hook", target: token, clientId, document } as const;
    claims = merged(claims, await ask(issuer, call));
  }
  return claims;
}

async function ask(issuer: Issuer, call: HookCall): Promise<HookAnswer> {
  let answer: HookAnswer;
  try {
    answer = await issuer.hooks.ask(call);
  } catch (error) {
    if (!(error instanceof HookUnavailable)) throw error;
    throw new TemporarilyUnavailable(
      `The ${nameOf(call)} of this project cannot be asked at the moment. Try again.`,
      error,
    );
  }
  if (answer.status === 200 || answer.status === 204) return answer;
  if (answer.status === 403) {
    throw new AccessDenied(`The ${nameOf(call)} of this project refused the request.`);
  }
  throw wrongAnswer(`The ${nameOf(call)} of this project answered ${answer.status}.`);
}

function nameOf({ kind }: HookCall): string {
  return kind === "token_hook" ? "token hook" : "refresh token hook";
}

function wrongAnswer(description: string): OAuthError {
  return new OAuthError("server_error", description, 503);
}

function merged(claims: SessionClaims, { status, body }: HookAnswer): SessionClaims {
  if (status === 204 || body.trim() === "") return claims;
  const session = readSession(body);
  const changed = {
    accessToken: { ...claims.accessToken, ...session.access_token },
    idToken: { ...claims.idToken, ...session.id_token },
  };
  if (JSON.stringify(changed).length > LONGEST_CLAIMS) {
    throw wrongAnswer(`A hook of this project gave more than ${LONGEST_CLAIMS} bytes of claims.`);
  }
  return changed;
}

function readSession(body: string): { access_token?: Claims; id_token?: Claims } {
  const document = parse(body);
  const session = isRecord(document) ? (document["session"] ?? {}) : undefined;
  if (isRecord(session)) {
    const { access_token: accessToken, id_token: idToken } = session;
    if ([accessToken ?? {}, idToken ?? {}].every(isRecord)) {
      return {
        ...(isRecord(accessToken) ? { access_token: accessToken } : {}),
        ...(isRecord(idToken) ? { id_token: idToken } : {}),
      };
    }
  }
  throw wrongAnswer(
    "A hook of this project answered 200 without {session: {access_token: {}, id_token: {}}}.",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Hydra's payload of `oauth2.token_hook`. */
function tokenDocument(issuer: Issuer, facts: HookFacts) {
  return {
    session: sessionDocument(issuer, facts),
    request: {
      client_id: facts.client.id,
      requested_scopes: facts.requestedScope,
      granted_scopes: facts.scope,
      granted_audience: facts.audience,
      grant_types: [facts.grantType],
      payload: {
        grant_type: [facts.grantType],
        ...(facts.assertion === undefined ? {} : { assertion: [facts.assertion] }),
      },
    },
  };
}

/** Hydra's payload of `oauth2.refresh_token_hook`. */
function refreshDocument(issuer: Issuer, facts: HookFacts) {
  const granted = {
    client_id: facts.client.id,
    granted_scopes: facts.scope,
    granted_audience: facts.audience,
  };
  return {
    subject: facts.subject,
    session: sessionDocument(issuer, facts),
    requester: { ...granted, grant_types: [facts.grantType] },
    ...granted,
  };
}

function sessionDocument(issuer: Issuer, facts: HookFacts) {
  const { client, claims, subject } = facts;
  return {
    id_token: {
      id_token_claims: {
        jti: "",
        iss: issuer.url,
        sub: subjectFor(issuer, client, subject, facts.forcedSubject),
        aud: [client.id],
        nonce: facts.nonce ?? "",
        at_hash: "",
        acr: facts.acr ?? "",
        amr: facts.amr === undefined || facts.amr.length === 0 ? null : facts.amr,
        c_hash: "",
        ext: claims.idToken,
      },
      headers: { extra: {} },
      subject,
    },
    extra: claims.accessToken,
    client_id: client.id,
    consent_challenge: facts.consentId ?? "",
    exclude_not_before_claim: issuer.policy.excludeNotBeforeClaim,
    allowed_top_level_claims: issuer.policy.allowedTopLevelClaims,
    mirror_top_level_claims: issuer.policy.mirrorTopLevelClaims,
    preserve_ext_claims: false,
  };
}
