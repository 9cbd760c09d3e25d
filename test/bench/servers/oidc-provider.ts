import { randomBytes } from "node:crypto";
import path from "node:path";
import { freePort, type Processes } from "@grantry/infra";
import { insideOf } from "../../support/sign-in.js";
import type { PeerClient, PeerSettings } from "../peer/configuration.js";
import type { BenchPostgres } from "./postgres.js";
import { CLIENT_KINDS, benchClient, clientMetadata } from "./target.js";
import type { BenchClient, ClientKind, EndpointPaths, Target } from "./target.js";

const database = "bench_peer";
const processName = "oidc-provider";
const patienceMilliseconds = 30_000;

const paths: EndpointPaths = {
  authorization: "/auth",
  token: "/token",
  introspection: "/token/introspection",
  revocation: "/token/revocation",
  userinfo: "/me",
  discovery: "/.well-known/openid-configuration",
  jwks: "/jwks",
  registration: "/reg",
};

const difference =
  "one issuer, its clients in memory (nothing is read for them); every opaque token, code, session " +
  "and grant is a row of its own, each statement a transaction of its own; reading and consuming a " +
  "code or refresh token are two statements, so a race can redeem twice; JWT access tokens are not stored";

/** Starts node-oidc-provider over PostgreSQL: prepared statements, proper keys, a pool of eight. */
export async function startOidcProvider(
  processes: Processes,
  postgres: BenchPostgres,
  dataDir: string,
): Promise<Target> {
  await postgres.createDatabase(database);
  const port = await freePort();
  const clients = CLIENT_KINDS.map((kind) => ({ kind, client: newClient(kind) }));
  const jwtIds = clients.flatMap(({ kind, client }) => {
    if (kind === "jwtRs256") return [[client.client_id, "RS256"]];
    return kind === "jwtEs256" ? [[client.client_id, "ES256"]] : [];
  });
  const settings: PeerSettings = {
    port,
    databaseUrl: postgres.url(database),
    clients: clients.map(({ client }) => client),
    jwtClients: Object.fromEntries(jwtIds) as Record<string, string>,
    initialAccessToken: randomBytes(24).toString("base64url"),
  };
  processes.start({
    name: processName,
    command: process.execPath,
    args: [path.join(import.meta.dirname, "..", "peer", "main.js")],
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      BENCH_PEER_SETTINGS: JSON.stringify(settings),
    },
    channel: true,
    logFile: path.join(dataDir, "oidc-provider.log"),
  });
  const issuer = `http://127.0.0.1:${port}`;
  await untilAnswering(`${issuer}${paths.discovery}`);
  const known = clients.map(({ kind, client }): [ClientKind, BenchClient] => [
    kind,
    benchClient(client.client_id, client.client_secret),
  ]);
  return {
    name: "oidc-provider",
    difference,
    port,
    host: `127.0.0.1:${port}`,
    issuer,
    paths,
    clients: Object.fromEntries(known),
    registration: {
      authorization: `Bearer ${settings.initialAccessToken}`,
      body: JSON.stringify(clientMetadata("rs256")),
    },
    hasEtags: false,
    signAccessTokensWith: undefined,
    watched: () => ({
      processes: [processes.pid(processName)].filter((pid) => pid !== undefined),
      database,
    }),
    async visit(agent, authorizationUrl) {
      const page = await agent.open(authorizationUrl, insideOf(issuer));
      if (page.status !== 0) throw new Error(`${page.status} at ${page.url}: ${page.html}`);
      return new URL(page.url);
    },
  };
}

function newClient(kind: ClientKind): PeerClient {
  return {
    ...clientMetadata(kind),
    client_id: `bench-${kind}`,
    client_secret: randomBytes(20).toString("hex"),
  };
}

/** Resolves when an address answers 200; throws after half a minute. */
export async function untilAnswering(url: string): Promise<void> {
  const until = Date.now() + patienceMilliseconds;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    if (Date.now() > until) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
