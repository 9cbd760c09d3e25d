import { randomUUID } from "node:crypto";
import { expectJson } from "../support/admin-client.js";
import { UserAgent } from "../support/user-agent.js";
import type { Tenant } from "./tenant.js";

/** What somebody says on the pages of the toy login app. */
export interface Visit {
  /** The browser; a new one when absent. */
  readonly agent?: UserAgent;
  /** Who signs in; somebody new when absent. */
  readonly subject?: string;
  /** Further members of the login acceptance. */
  readonly login?: Readonly<Record<string, unknown>>;
  /** Scopes to grant; all that are asked for when absent. */
  readonly grantScope?: readonly string[];
  /** Further members of the consent acceptance. */
  readonly consent?: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly requested_scope: string[];
  readonly requested_access_token_audience: string[];
  readonly skip: boolean;
  readonly subject: string;
}

const mostSteps = 8;

/**
 * A login and consent app without pages: it takes the challenge from wherever the authorization
 * endpoint sends the browser and answers through the admin API, as a tenant's own app does.
 */
export class ToyLoginApp {
  constructor(private readonly tenant: Tenant) {}

  /** From an authorization request to where the client is answered: the address at the end. */
  async visit(authorizationUrl: string, visit: Visit = {}): Promise<URL> {
    const agent = visit.agent ?? new UserAgent();
    const subject = visit.subject ?? randomUUID();
    let address = authorizationUrl;
    for (let step = 0; step < mostSteps; step += 1) {
      const location = await this.follow(agent, address);
      if (!location.href.startsWith(`${this.tenant.issuer}/`)) return location;
      address = await this.answer(location, { ...visit, subject });
    }
    throw new Error(`never reached the client: ${address}`);
  }

  /** Where the browser is sent from an address of the issuer. */
  async follow(agent: UserAgent, address: string): Promise<URL> {
    const answer = await agent.send(address, { method: "GET" });
    const location = answer.headers.get("location");
    const body = await answer.text();
    if (location === null)
      throw new Error(`${answer.status} at ${address}: ${body.slice(0, 2000)}`);
    return new URL(location, address);
  }

  /** The request behind a challenge. */
  async request(kind: "login" | "consent" | "logout", challenge: string): Promise<Asked> {
    return await expectJson<Asked>(await this.call("GET", kind, challenge), 200);
  }

  /** Accepts or rejects a request; returns where the browser goes on. */
  async decide(
    kind: "login" | "consent" | "logout",
    decision: "accept" | "reject",
    challenge: string,
    body: unknown = {},
  ): Promise<string> {
    const answer = await this.call("PUT", kind, challenge, body, decision);
    return (await expectJson<{ redirect_to: string }>(answer, 200)).redirect_to;
  }

  /** Any call about a request, whatever is answered. */
  async call(
    method: string,
    kind: "login" | "consent" | "logout",
    challenge: string,
    body?: unknown,
    decision = "",
  ): Promise<Response> {
    const path = `/admin/oauth2/auth/requests/${kind}${decision && `/${decision}`}`;
    const query = new URLSearchParams({ [`${kind}_challenge`]: challenge });
    return await this.tenant.grantry.admin.call(
      method,
      `${this.tenant.issuer}${path}?${query.toString()}`,
      body,
    );
  }

  private async answer(location: URL, visit: Visit & { subject: string }): Promise<string> {
    const login = location.searchParams.get("login_challenge");
    if (login !== null) {
      const { skip, subject } = await this.request("login", login);
      const who = skip ? subject : visit.subject;
      return await this.decide("login", "accept", login, { subject: who, ...visit.login });
    }
    const consent = location.searchParams.get("consent_challenge");
    if (consent === null) return location.href;
    const asked = await this.request("consent", consent);
    return await this.decide("consent", "accept", consent, {
      grant_scope: visit.grantScope ?? asked.requested_scope,
      grant_access_token_audience: asked.requested_access_token_audience,
      ...visit.consent,
    });
  }
}
