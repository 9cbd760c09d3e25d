import { locationOf } from "../authorization-endpoint/response.js";
import { authorize } from "../authorization-endpoint/authorize.js";
import type { AuthorizationOutcome } from "../authorization-endpoint/outcome.js";
import { endSession } from "../end-session.js";
import type { EndSessionOutcome } from "../end-session.js";
import { flowCookieName, flowCookieValue } from "../interaction/flow.js";
import { acceptConsentRequest, getConsentRequest } from "../interaction/consent-request.js";
import type { ConsentAcceptance } from "../interaction/consent-request.js";
import { acceptLoginRequest } from "../interaction/login-request.js";
import type { LoginAcceptance } from "../interaction/login-request.js";
import type { Issuer } from "../issuer.js";
import type { Session } from "../stores.js";
import { REDIRECT_URI } from "./builders.js";

/** Parameters of a request; undefined leaves one out. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** What somebody answers on the pages of a flow. */
export interface Visit {
  readonly login?: Partial<LoginAcceptance>;
  readonly consent?: ConsentAcceptance;
}

/** A browser without HTTP: it holds the cookies and goes where an issuer sends it. */
export class TestBrowser {
  readonly #issuer: Issuer;
  readonly #flows = new Map<string, string>();
  session: Session | undefined;

  constructor(issuer: Issuer) {
    this.#issuer = issuer;
  }

  /** One visit of the authorization endpoint with these parameters. */
  async authorize(parameters: URLSearchParams): Promise<AuthorizationOutcome> {
    const outcome = await authorize(this.#issuer, {
      parameters,
      session: await this.#liveSession(),
      flowCookie: (name) => this.#flows.get(name),
    });
    if (outcome.session !== undefined) this.session = outcome.session;
    if (outcome.kind === "interaction") this.#bind(outcome.flowId);
    return outcome;
  }

  /** One visit of the end-session endpoint. */
  async endSession(parameters: URLSearchParams): Promise<EndSessionOutcome> {
    const outcome = await endSession(this.#issuer, {
      parameters,
      session: await this.#liveSession(),
      flowCookie: (name) => this.#flows.get(name),
    });
    if (outcome.kind === "interaction") this.#bind(outcome.flowId);
    else if (outcome.sessionId !== undefined) this.session = undefined;
    return outcome;
  }

  /** From a request through sign-in and consent to the address of the client. */
  async visit(fields: Fields, visit: Visit = {}): Promise<URL> {
    let parameters = requestOf(fields);
    for (let step = 0; step < 5; step += 1) {
      const outcome = await this.authorize(parameters);
      if (outcome.kind === "response") return new URL(locationOf(outcome.response));
      const next = await this.#answer(new URL(outcome.location).searchParams, visit);
      parameters = new URL(next).searchParams;
    }
    throw new Error("the flow never ends");
  }

  async #answer(asked: URLSearchParams, visit: Visit): Promise<string> {
    const login = asked.get("login_challenge");
    if (login !== null) {
      const acceptance = { subject: "ada", ...visit.login };
      return (await acceptLoginRequest(this.#issuer, login, acceptance)).redirectTo;
    }
    const challenge = asked.get("consent_challenge") ?? "";
    const { request } = await getConsentRequest(this.#issuer, challenge);
    const all = { grant_scope: request.scope, grant_access_token_audience: request.audience };
    const acceptance = { ...all, ...visit.consent };
    return (await acceptConsentRequest(this.#issuer, challenge, acceptance)).redirectTo;
  }

  #bind(flowId: string): void {
    this.#flows.set(flowCookieName(flowId), flowCookieValue(this.#issuer, flowId));
  }

  async #liveSession(): Promise<Session | undefined> {
    if (this.session === undefined) return undefined;
    return this.#issuer.stores.sessions.find(this.session.id, this.#issuer.clock());
  }
}

/** The parameters of an authorization request of the code flow (RFC 6749 §4.1.1). */
export function requestOf(fields: Fields): URLSearchParams {
  const parameters = new URLSearchParams();
  const defaults = {
    response_type: "code",
    redirect_uri: REDIRECT_URI,
    scope: "openid offline_access",
    state: "a state",
  };
  for (const [name, value] of Object.entries({ ...defaults, ...fields })) {
    if (value !== undefined) parameters.append(name, value);
  }
  return parameters;
}
