import { CODE_EXCHANGE, FORM } from "./browsers.js";
import { ask } from "./http/ask.js";
import type { Effort, LoadPlan, LoadResult } from "./load/plan.js";
import { SCOPES, clientOf } from "./servers/target.js";
import type { ClientKind, Target } from "./servers/target.js";
import { driveSignIns } from "./sign-ins.js";
import type { Supply } from "./supply.js";

/** What the product must show for an operation, at the plane directly. */
export interface Goals {
  /** Times the requests per second of node-oidc-provider over PostgreSQL. */
  readonly ofPeer?: number;
  /** Share of the requests per second of the bare server. */
  readonly ofLimit?: number;
  readonly cpuMicroseconds?: number;
  readonly statements?: number;
}

/** How a load is prepared. */
export interface Preparation {
  readonly connections: number;
  /** How many single-use values a load may consume. */
  readonly singles: number;
}

/** How the tokens of an operation's answers are checked afterwards. */
export interface Issued {
  readonly kind: ClientKind;
  /** The member that is introspected, revoked and introspected again. */
  readonly alive: "access_token" | "refresh_token" | undefined;
  /** Members that are JWTs of the issuer, and the algorithm of their signature. */
  readonly signed: Readonly<Record<string, "RS256" | "ES256">>;
}

interface Described {
  readonly id: string;
  readonly title: string;
  readonly goals: Goals;
  /** The bare server to compare with, or none. */
  readonly limit: "plain" | "signing" | "none";
  readonly issues?: Issued;
  /** Also measured through the gateway in a quick run. */
  readonly throughGateway: boolean;
}

/** One request after the other, by the load generator. */
export interface PlannedOperation extends Described {
  /** The load, or why this target does not have the operation. */
  readonly plan: (
    target: Target,
    supply: Supply,
    preparation: Preparation,
  ) => Promise<LoadPlan | Absent>;
}

/** Several requests that follow from each other, by the bench's own driver. */
export interface DrivenOperation extends Described {
  readonly drive: (target: Target, supply: Supply, effort: Effort) => Promise<LoadResult>;
}

export type Operation = PlannedOperation | DrivenOperation;

/** Why an operation is not measured at a target. */
export interface Absent {
  readonly absent: string;
}

export const OPERATIONS: readonly Operation[] = [
  {
    id: "client_credentials",
    title: "client_credentials, opaque",
    goals: { ofPeer: 5, ofLimit: 0.5, cpuMicroseconds: 60, statements: 0 },
    limit: "plain",
    issues: { kind: "machine", alive: "access_token", signed: {} },
    throughGateway: true,
    plan: async (target) => clientCredentials(target, "machine"),
  },
  {
    id: "client_credentials_jwt_es256",
    title: "client_credentials, JWT ES256",
    goals: { ofPeer: 2.5, ofLimit: 0.5, statements: 0 },
    limit: "signing",
    issues: { kind: "jwtEs256", alive: undefined, signed: { access_token: "ES256" } },
    throughGateway: false,
    plan: async (target) => signedClientCredentials(target, "jwtEs256", "ES256"),
  },
  {
    id: "client_credentials_jwt_rs256",
    title: "client_credentials, JWT RS256",
    goals: { statements: 0 },
    limit: "none",
    issues: { kind: "jwtRs256", alive: undefined, signed: { access_token: "RS256" } },
    throughGateway: false,
    plan: async (target) => signedClientCredentials(target, "jwtRs256", "RS256"),
  },
  {
    id: "introspection",
    title: "introspection, opaque",
    goals: { ofPeer: 8, ofLimit: 0.5, statements: 1 },
    limit: "plain",
    throughGateway: true,
    plan: introspection,
  },
  {
    id: "refresh",
    title: "refresh with rotation, no ID token",
    goals: { ofPeer: 8, ofLimit: 0.3, statements: 1 },
    limit: "plain",
    issues: { kind: "plain", alive: "refresh_token", signed: {} },
    throughGateway: true,
    plan: (target, supply, preparation) => refresh(target, supply, preparation, "plain"),
  },
  {
    id: "refresh_openid_rs256",
    title: "refresh with openid, RS256",
    goals: { ofPeer: 3, statements: 1 },
    limit: "none",
    issues: { kind: "rs256", alive: "refresh_token", signed: { id_token: "RS256" } },
    throughGateway: false,
    plan: (target, supply, preparation) => refresh(target, supply, preparation, "rs256"),
  },
  {
    id: "refresh_openid_es256",
    title: "refresh with openid, ES256",
    goals: { ofPeer: 6, statements: 1 },
    limit: "none",
    issues: { kind: "es256", alive: "refresh_token", signed: { id_token: "ES256" } },
    throughGateway: false,
    plan: (target, supply, preparation) => refresh(target, supply, preparation, "es256"),
  },
  {
    id: "code_exchange",
    title: "code exchange with openid, ES256",
    goals: { ofPeer: 5, statements: 1 },
    limit: "none",
    issues: { kind: "es256", alive: "access_token", signed: { id_token: "ES256" } },
    throughGateway: true,
    plan: codeExchange,
  },
  {
    id: "userinfo",
    title: "userinfo",
    goals: { ofPeer: 7, ofLimit: 0.4 },
    limit: "plain",
    throughGateway: false,
    plan: userinfo,
  },
  {
    id: "discovery",
    title: "discovery",
    goals: { ofPeer: 5, ofLimit: 0.85, statements: 0 },
    limit: "plain",
    throughGateway: true,
    plan: async (target) => document(target, target.paths.discovery, '"token_endpoint"'),
  },
  {
    id: "jwks",
    title: "JWKS",
    goals: { ofPeer: 3.5, ofLimit: 0.85, statements: 0 },
    limit: "plain",
    throughGateway: false,
    plan: async (target) => document(target, target.paths.jwks, '"keys"'),
  },
  {
    id: "jwks_304",
    title: "JWKS already known (304)",
    goals: { ofLimit: 0.85, statements: 0 },
    limit: "plain",
    throughGateway: false,
    plan: async (target) =>
      target.hasEtags ? knownDocument(target) : { absent: "sends no ETag, answers in full" },
  },
  {
    id: "sign_in",
    title: "whole sign-in: session, consent remembered, code, tokens",
    goals: { ofPeer: 4 },
    limit: "none",
    issues: { kind: "es256", alive: "access_token", signed: { id_token: "ES256" } },
    throughGateway: true,
    drive: driveSignIns,
  },
  {
    id: "create_client",
    title: "create client (admin; peer: dynamic registration)",
    goals: { ofPeer: 2 },
    limit: "none",
    throughGateway: false,
    plan: async (target) => createClient(target),
  },
];

/** A plane hears of a new key within a second (contract §6). */
const heardMilliseconds = 1_000;

function post(target: Target, path: string, kind: ClientKind, body: string): LoadPlan {
  return {
    port: target.port,
    method: "POST",
    path,
    headers: {
      host: target.host,
      authorization: clientOf(target, kind).basic,
      "content-type": FORM,
    },
    body,
    expect: { status: 200, contains: [] },
  };
}

function clientCredentials(target: Target, kind: ClientKind): LoadPlan | Absent {
  if (target.clients[kind] === undefined) return { absent: "no such client" };
  const scope = encodeURIComponent(SCOPES[kind]);
  const plan = post(
    target,
    target.paths.token,
    kind,
    `grant_type=client_credentials&scope=${scope}`,
  );
  const token = kind === "machine" ? '"access_token":"' : '"access_token":"eyJ';
  return {
    ...plan,
    expect: { status: 200, contains: [token, '"expires_in":', '"token_type":"', SCOPES[kind]] },
  };
}

/** The server is told to sign with the algorithm; absent where it does not. */
async function signedClientCredentials(
  target: Target,
  kind: ClientKind,
  algorithm: "RS256" | "ES256",
): Promise<LoadPlan | Absent> {
  const plan = clientCredentials(target, kind);
  if ("absent" in plan) return plan;
  const wanted = `"alg":"${algorithm}"`;
  let header = await headerOfAnswer(plan);
  if (!header.includes(wanted)) await target.signAccessTokensWith?.(algorithm);
  const deadline = performance.now() + heardMilliseconds;
  while (!header.includes(wanted) && performance.now() < deadline) {
    header = await headerOfAnswer(plan);
  }
  return header.includes(wanted)
    ? plan
    : { absent: `JWT access tokens come with ${header}, nothing chooses ${algorithm}` };
}

/** The JOSE header of the access token that a request is answered with. */
async function headerOfAnswer(plan: LoadPlan): Promise<string> {
  const { body } = await ask(plan);
  const { access_token: token = "" } = JSON.parse(body) as { access_token?: string };
  return Buffer.from(token.split(".", 1)[0] ?? "", "base64url").toString("utf8");
}

/** The client asks about tokens of users that were issued to itself. */
async function introspection(target: Target, supply: Supply): Promise<LoadPlan | Absent> {
  if (target.visit === undefined) return { absent: "nobody can sign in" };
  const tokens = await supply.tokens("plain", 200);
  const plan = post(target, target.paths.introspection, "plain", "token={}");
  return {
    ...plan,
    variations: { kind: "cycle", list: tokens.map((each) => ({ value: each.access_token })) },
    expect: {
      status: 200,
      contains: ['"active":true', `"client_id":"${clientOf(target, "plain").id}"`, '"sub":"'],
    },
  };
}

async function refresh(
  target: Target,
  supply: Supply,
  { connections }: Preparation,
  kind: ClientKind,
): Promise<LoadPlan | Absent> {
  if (target.visit === undefined) return { absent: "nobody can sign in" };
  const tokens = await supply.tokens(kind, 2 * connections);
  const plan = post(target, target.paths.token, kind, "grant_type=refresh_token&refresh_token={}");
  return {
    ...plan,
    variations: {
      kind: "chain",
      next: "refresh_token",
      list: tokens.map((each) => ({ value: each.refresh_token ?? "" })),
    },
    expect: { status: 200, contains: ['"access_token":"', '"refresh_token":"', ...idToken(kind)] },
  };
}

async function codeExchange(
  target: Target,
  supply: Supply,
  { singles }: Preparation,
): Promise<LoadPlan | Absent> {
  if (target.visit === undefined) return { absent: "nobody can sign in" };
  const codes = await supply.codes("es256", singles);
  return {
    ...post(target, target.paths.token, "es256", CODE_EXCHANGE),
    variations: { kind: "once", list: codes.map((value) => ({ value })) },
    expect: {
      status: 200,
      contains: ['"access_token":"', '"refresh_token":"', ...idToken("es256")],
    },
  };
}

function idToken(kind: ClientKind): string[] {
  return kind === "plain" ? [] : ['"id_token":"eyJ'];
}

async function userinfo(target: Target, supply: Supply): Promise<LoadPlan | Absent> {
  if (target.visit === undefined) return { absent: "nobody can sign in" };
  const tokens = await supply.tokens("es256", 200);
  return {
    ...document(target, target.paths.userinfo, '"sub":"'),
    headers: { host: target.host, authorization: "Bearer {}" },
    variations: { kind: "cycle", list: tokens.map((each) => ({ value: each.access_token })) },
  };
}

function document(target: Target, path: string, member: string): LoadPlan {
  return {
    port: target.port,
    method: "GET",
    path,
    headers: { host: target.host },
    expect: { status: 200, contains: [member] },
  };
}

/** RFC 9110 §13.1.2: the client sends the ETag it was given. */
async function knownDocument(target: Target): Promise<LoadPlan> {
  const { port, host, paths } = target;
  const answer = await ask({ port, method: "GET", path: paths.jwks, headers: { host } });
  const etag = answer.headers.get("etag") ?? "";
  return {
    ...document(target, paths.jwks, ""),
    headers: { host, "if-none-match": etag },
    expect: { status: 304, contains: [] },
  };
}

function createClient(target: Target): LoadPlan | Absent {
  const { registration, port, host, paths } = target;
  if (registration === undefined) return { absent: "no way to register is known" };
  return {
    port,
    method: "POST",
    path: paths.registration,
    headers: {
      host,
      authorization: registration.authorization,
      "content-type": "application/json",
    },
    body: registration.body,
    expect: { status: 201, contains: ['"client_id":"', '"client_secret":"'] },
  };
}
