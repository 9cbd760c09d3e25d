import { deflateRawSync, inflateRawSync } from "node:zlib";
import { freshId } from "./artefacts.js";
import type { Client } from "./client.js";
import { InvalidRequest, RequestUnauthorized } from "./errors.js";
import { logoutFrames } from "./frontchannel-logout.js";
import { readIdTokenHint } from "./id-token-hint.js";
import { ENDPOINTS, numericDate } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { assertSameBrowser, flowCookieName, unknownRequest } from "./interaction/flow.js";
import { readParameters } from "./parameters.js";
import { subjectFor } from "./subject-identifier.js";
import type { Session } from "./stores.js";

/** A request to sign out on its way through the logout page (OpenID Connect RP-Initiated Logout §2). */
interface LogoutFlow {
  readonly id: string;
  readonly sessionId: string;
  readonly subject: string;
  readonly clientId?: string;
  /** Where the browser goes afterwards; absent: the project's own page. */
  readonly returnTo?: string;
  readonly requestedAt: number;
  readonly query: string;
}

export interface EndSessionInput {
  readonly parameters: URLSearchParams;
  readonly session: Session | undefined;
  readonly flowCookie: (name: string) => string | undefined;
}

export type EndSessionOutcome =
  | { readonly kind: "interaction"; readonly location: string; readonly flowId: string }
  | {
      readonly kind: "ended";
      readonly location: string;
      readonly flowId?: string;
      /** The session that was ended; its cookie is to be cleared. */
      readonly sessionId?: string;
      /** Addresses of clients that the browser has to visit first (Front-Channel Logout §3). */
      readonly frames: readonly string[];
    };

/** What a logout app is asked. */
export interface LogoutRequest {
  readonly challenge: string;
  readonly subject: string;
  readonly sessionId: string;
  readonly client: Client | undefined;
  readonly requestUrl: string;
  readonly rpInitiated: boolean;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/**
 * The end-session endpoint, first visit and return from the logout page. Throws `invalid_request`
 * for a hint that is not ours and for a return address the client did not register (§3).
 */
export async function endSession(
  issuer: Issuer,
  input: EndSessionInput,
): Promise<EndSessionOutcome> {
  const verifier = input.parameters.get("logout_verifier");
  if (verifier !== null) return finish(issuer, input, verifier);
  const parameters = readParameters(input.parameters);
  const hint = readIdTokenHint(issuer, parameters.optional("id_token_hint"));
  const clientId = parameters.optional("client_id");
  const returnTo = parameters.optional("post_logout_redirect_uri");
  const state = parameters.optional("state");
  const isAnonymous = hint === undefined && clientId === undefined;
  if (isAnonymous && (returnTo !== undefined || state !== undefined)) {
    throw new InvalidRequest(
      "The parameter 'id_token_hint' or 'client_id' is required beside post_logout_redirect_uri and state.",
    );
  }
  const client =
    hint === undefined
      ? await namedClient(issuer, clientId)
      : await clientOfHint(issuer, hint, clientId);
  const location = returnAddress(client, returnTo, state);
  const { session } = input;
  if (session === undefined || !isHinted(issuer, session, hint, client)) {
    return { kind: "ended", location: location ?? afterLogout(issuer), frames: [] };
  }
  const flow: LogoutFlow = {
    id: freshId(),
    sessionId: session.id,
    subject: session.subject,
    ...(client === undefined ? {} : { clientId: client.id }),
    ...(location === undefined ? {} : { returnTo: location }),
    requestedAt: numericDate(issuer.clock()),
    query: parameters.toQuery(new Set(["id_token_hint"])).toString(),
  };
  // Anybody can name a client; only the hint shows that it is the one who asks.
  const isTrusted = hint !== undefined && client?.metadata.skip_logout_consent === true;
  if (isTrusted) return end(issuer, flow);
  const page = issuer.policy.urls.logout ?? `${issuer.url}/ui/logout`;
  const challenge = seal(issuer, "logout_challenge", flow);
  return {
    kind: "interaction",
    location: `${page}${page.includes("?") ? "&" : "?"}logout_challenge=${challenge}`,
    flowId: flow.id,
  };
}

/** Whether the session of this browser is the one the hint speaks of (§2). */
function isHinted(
  issuer: Issuer,
  session: Session,
  hint: Readonly<Record<string, unknown>> | undefined,
  client: Client | undefined,
): boolean {
  if (hint === undefined || hint["sid"] === session.id) return true;
  const told = client === undefined ? session.subject : subjectFor(issuer, client, session.subject);
  return hint["sub"] === told;
}

/** The logout request behind a challenge; throws 404 for an unknown one, 401 for an expired one. */
export async function getLogoutRequest(issuer: Issuer, challenge: string): Promise<LogoutRequest> {
  const flow = open(issuer, "logout_challenge", challenge);
  return {
    challenge,
    subject: flow.subject,
    sessionId: flow.sessionId,
    client: flow.clientId === undefined ? undefined : await issuer.client(flow.clientId),
    requestUrl: `${issuer.url}${ENDPOINTS.endSession}?${flow.query}`,
    rpInitiated: flow.clientId !== undefined,
    requestedAt: new Date(flow.requestedAt * 1000),
    expiresAt: new Date(expiryOf(issuer, flow)),
  };
}

/** Confirms a logout; answers where the browser goes on. */
export async function acceptLogoutRequest(
  issuer: Issuer,
  challenge: string,
): Promise<{ readonly redirectTo: string }> {
  const verifier = seal(issuer, "logout_verifier", open(issuer, "logout_challenge", challenge));
  return { redirectTo: `${issuer.url}${ENDPOINTS.endSession}?logout_verifier=${verifier}` };
}

/** Declines a logout: nothing changes. Throws as `getLogoutRequest`. */
export async function rejectLogoutRequest(issuer: Issuer, challenge: string): Promise<void> {
  open(issuer, "logout_challenge", challenge);
}

async function finish(
  issuer: Issuer,
  input: EndSessionInput,
  verifier: string,
): Promise<EndSessionOutcome> {
  const flow = open(issuer, "logout_verifier", verifier);
  assertSameBrowser(issuer, flow.id, input.flowCookie(flowCookieName(flow.id)));
  return end(issuer, flow);
}

/**
 * Ends the session with what hangs on it; clients hear of it by the back channel from the row that
 * the same write left behind, and by frames in this browser. A verifier that comes again finds no
 * living session and tells nobody twice.
 */
async function end(issuer: Issuer, flow: LogoutFlow): Promise<EndSessionOutcome> {
  const ended = await issuer.stores.sessions.end(flow.sessionId, issuer.clock());
  return {
    kind: "ended",
    location: flow.returnTo ?? afterLogout(issuer),
    flowId: flow.id,
    sessionId: flow.sessionId,
    frames: ended === undefined ? [] : await logoutFrames(issuer, ended),
  };
}

async function clientOfHint(
  issuer: Issuer,
  hint: Record<string, unknown>,
  clientId: string | undefined,
): Promise<Client | undefined> {
  const audience = [hint["aud"]].flat().map(String);
  if (clientId !== undefined && !audience.includes(clientId)) {
    throw new InvalidRequest("The client_id is not the audience of the id_token_hint.");
  }
  return issuer.client(clientId ?? audience[0] ?? "");
}

/** The client that a request without a hint names (§2, `client_id`); throws for an unknown one. */
async function namedClient(
  issuer: Issuer,
  clientId: string | undefined,
): Promise<Client | undefined> {
  if (clientId === undefined) return undefined;
  const client = await issuer.client(clientId);
  if (client === undefined) throw new InvalidRequest("The client_id is not known here.");
  return client;
}

function returnAddress(
  client: Client | undefined,
  uri: string | undefined,
  state: string | undefined,
): string | undefined {
  if (uri === undefined) return undefined;
  if (!(client?.metadata.post_logout_redirect_uris ?? []).includes(uri)) {
    throw new InvalidRequest(
      "The post_logout_redirect_uri is not one of the registered post_logout_redirect_uris of the client.",
    );
  }
  if (state === undefined) return uri;
  return `${uri}${uri.includes("?") ? "&" : "?"}${new URLSearchParams({ state }).toString()}`;
}

function afterLogout(issuer: Issuer): string {
  return issuer.policy.urls.post_logout_redirect ?? `${issuer.url}/ui/logged-out`;
}

function seal(issuer: Issuer, kind: string, flow: LogoutFlow): string {
  return issuer.sealer.seal(kind, deflateRawSync(JSON.stringify(flow)));
}

function open(issuer: Issuer, kind: string, sealed: string): LogoutFlow {
  const bytes = sealed.length > 65_536 ? undefined : issuer.sealer.open(kind, sealed);
  if (bytes === undefined) throw unknownRequest();
  const flow = JSON.parse(
    inflateRawSync(bytes, { maxOutputLength: 1 << 20 }).toString(),
  ) as LogoutFlow;
  if (expiryOf(issuer, flow) <= issuer.clock().getTime()) {
    throw new RequestUnauthorized(
      "The request could not be authorized. The logout request has expired, please try again.",
    );
  }
  return flow;
}

function expiryOf(issuer: Issuer, flow: LogoutFlow): number {
  return (flow.requestedAt + issuer.policy.lifetimes.loginConsentRequest) * 1000;
}
