import { CLIENT_KINDS, benchClient } from "./target.js";
import type { BenchClient, ClientKind, Target } from "./target.js";

interface Metadata {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly introspection_endpoint?: string;
  readonly revocation_endpoint?: string;
}

const difference =
  "somebody else's server, measured from outside: its processor time, its statements and its " +
  "durability are not known here";

/**
 * Any other OAuth 2.0 server, from `GRANTRY_BENCH_PEER_URL` (its issuer, http) with the client
 * `GRANTRY_BENCH_PEER_CLIENT_ID` and `GRANTRY_BENCH_PEER_CLIENT_SECRET`, who may use
 * client_credentials with scope api:read; `GRANTRY_BENCH_PEER_PID` lets its processor time be read.
 * Undefined when no address is given.
 */
export async function externalPeer(env: NodeJS.ProcessEnv): Promise<Target | undefined> {
  const address = env["GRANTRY_BENCH_PEER_URL"]?.replace(/\/$/, "");
  if (address === undefined || address === "") return undefined;
  const id = env["GRANTRY_BENCH_PEER_CLIENT_ID"];
  const secret = env["GRANTRY_BENCH_PEER_CLIENT_SECRET"];
  if (id === undefined || secret === undefined) {
    throw new Error(
      "GRANTRY_BENCH_PEER_URL also needs GRANTRY_BENCH_PEER_CLIENT_ID and GRANTRY_BENCH_PEER_CLIENT_SECRET",
    );
  }
  const discovery = `${address}/.well-known/openid-configuration`;
  const answer = await fetch(discovery);
  if (answer.status !== 200) throw new Error(`${discovery} answered ${answer.status}`);
  const metadata = (await answer.json()) as Metadata;
  const url = new URL(address);
  const pid = Number(env["GRANTRY_BENCH_PEER_PID"]);
  return {
    name: url.host,
    difference,
    port: Number(url.port === "" ? 80 : url.port),
    host: url.host,
    issuer: metadata.issuer,
    paths: {
      authorization: "",
      token: new URL(metadata.token_endpoint).pathname,
      introspection: pathOf(metadata.introspection_endpoint),
      revocation: pathOf(metadata.revocation_endpoint),
      userinfo: "",
      discovery: new URL(discovery).pathname,
      jwks: new URL(metadata.jwks_uri).pathname,
      registration: "",
    },
    clients: onlyMachine(benchClient(id, secret)),
    registration: undefined,
    hasEtags: false,
    signAccessTokensWith: undefined,
    watched: () => ({ processes: pid > 0 ? [pid] : [], database: undefined }),
    visit: undefined,
  };
}

function onlyMachine(client: BenchClient): Partial<Record<ClientKind, BenchClient>> {
  const machines = CLIENT_KINDS.filter((kind) => kind === "machine");
  return Object.fromEntries(machines.map((kind) => [kind, client]));
}

function pathOf(endpoint: string | undefined): string {
  return endpoint === undefined ? "" : new URL(endpoint).pathname;
}
