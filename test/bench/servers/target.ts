import type { SigningAlgorithm } from "@grantry/oauth2";
import type { UserAgent } from "../../support/user-agent.js";

/** The clients of every authorization server that is measured, by what they are for. */
export const CLIENT_KINDS = ["machine", "jwtRs256", "jwtEs256", "plain", "rs256", "es256"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

export interface BenchClient {
  readonly id: string;
  readonly secret: string;
  /** Its credentials as an `Authorization` header. */
  readonly basic: string;
}

/** Paths inside the issuer. */
export interface EndpointPaths {
  readonly authorization: string;
  readonly token: string;
  readonly introspection: string;
  readonly revocation: string;
  readonly userinfo: string;
  readonly discovery: string;
  readonly jwks: string;
  readonly registration: string;
}

/** How a client is created: a POST with JSON. */
export interface Registration {
  readonly authorization: string;
  readonly body: string;
}

/** What the operating system and PostgreSQL can tell of a server. */
export interface Watched {
  /** Processes that do the work of an answer. */
  readonly processes: readonly number[];
  /** The database whose statements count. */
  readonly database: string | undefined;
}

/** An authorization server under load, at one of its doors. */
export interface Target {
  readonly name: string;
  /** One line: what it does otherwise than the others. */
  readonly difference: string;
  readonly port: number;
  readonly host: string;
  readonly issuer: string;
  readonly paths: EndpointPaths;
  readonly clients: Readonly<Partial<Record<ClientKind, BenchClient>>>;
  readonly registration: Registration | undefined;
  /** Answers 304 to a known ETag. */
  readonly hasEtags: boolean;
  watched(): Watched;
  /** Has JWT access tokens signed with an algorithm from now on; undefined where it cannot be told. */
  readonly signAccessTokensWith: ((algorithm: SigningAlgorithm) => Promise<void>) | undefined;
  /**
   * Leads a browser from an authorization request through sign-in and consent, both remembered, to
   * the callback's address; undefined where nobody can sign in.
   */
  readonly visit: ((agent: UserAgent, authorizationUrl: string) => Promise<URL>) | undefined;
}

export const CALLBACK = "https://app.example.com/callback";

/** What a kind of client asks for. */
export const SCOPES: Readonly<Record<ClientKind, string>> = {
  machine: "api:read",
  jwtRs256: "api:read",
  jwtEs256: "api:read",
  plain: "api:read offline_access",
  rs256: "openid offline_access",
  es256: "openid offline_access",
};

/** Whether clients of a kind act for a user. */
export function actsForUsers(kind: ClientKind): boolean {
  return kind === "plain" || kind === "rs256" || kind === "es256";
}

/** Registration metadata of a kind of client (RFC 7591 §2), the same everywhere. */
export function clientMetadata(kind: ClientKind) {
  return {
    client_name: `Bench ${kind}`,
    grant_types: actsForUsers(kind)
      ? ["authorization_code", "refresh_token"]
      : ["client_credentials"],
    response_types: actsForUsers(kind) ? ["code"] : [],
    redirect_uris: actsForUsers(kind) ? [CALLBACK] : [],
    scope: SCOPES[kind],
    token_endpoint_auth_method: "client_secret_basic",
    id_token_signed_response_alg: kind === "es256" ? "ES256" : "RS256",
  };
}

/** RFC 6749 §2.3.1; the secrets here hold nothing that form encoding would change. */
export function benchClient(id: string, secret: string): BenchClient {
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { id, secret, basic: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** The client of a kind; throws where there is none. */
export function clientOf(target: Target, kind: ClientKind): BenchClient {
  const client = target.clients[kind];
  if (client === undefined) throw new Error(`${target.name} has no client of kind ${kind}`);
  return client;
}
