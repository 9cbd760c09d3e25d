import { randomBytes } from "node:crypto";
import path from "node:path";
import { generateCredential, PERSONAL_ACCESS_TOKEN_PREFIX } from "@grantry/contracts";
import { appProcesses, freePort, migrate, waitUntilReady } from "@grantry/infra";
import type { AppProcess, Installation, Processes } from "@grantry/infra";
import type { SigningAlgorithm } from "@grantry/oauth2";
import { expectJson, type CreatedProject } from "../../support/admin-client.js";
import { Grantry } from "../../support/grantry.js";
import type { InstanceFacts } from "../../support/instance.js";
import { authorize, newPerson } from "../../support/sign-in.js";
import { profileFile } from "../profile/profile.js";
import type { BenchPostgres } from "./postgres.js";
import { CLIENT_KINDS, benchClient, clientMetadata } from "./target.js";
import type { BenchClient, ClientKind, EndpointPaths, Target } from "./target.js";

const databases = { control: "bench", plane: "bench_plane" };
const planeCount = 2;

/** Grantry as it runs in production: every process, host mode, rate limits off for the load. */
export interface BenchGrantry {
  readonly grantry: Grantry;
  readonly project: CreatedProject;
  readonly clients: Readonly<Record<ClientKind, BenchClient>>;
  readonly masterKeys: string;
  readonly controlDatabase: string;
  readonly planeDatabase: string;
  /** The first or second data plane, directly. */
  plane(index: number): Target;
  gateway(): Target;
  /** Ends every process and starts it again; answers how long until all were ready. */
  restart(): Promise<number>;
}

const paths: EndpointPaths = {
  authorization: "/oauth2/auth",
  token: "/oauth2/token",
  introspection: "/oauth2/introspect",
  revocation: "/oauth2/revoke",
  userinfo: "/userinfo",
  discovery: "/.well-known/openid-configuration",
  jwks: "/.well-known/jwks.json",
  registration: "/admin/clients",
};

const difference =
  "many projects in one process, told apart by host, row-level security; tokens are sealed and " +
  "carry their facts, a grant is one row; a code, a refresh and a revocation are durable before " +
  "they are answered, compare-and-set in batches; a retried refresh gets the same successor for 10 s";

/** Creates the databases, starts two data planes, control plane, worker and gateway, seeds. */
export async function startGrantry(
  root: string,
  processes: Processes,
  postgres: BenchPostgres,
  dataDir: string,
  profiled: boolean,
): Promise<BenchGrantry> {
  const planeDatabaseUrl = postgres.url(databases.plane);
  const databaseUrl = postgres.url(databases.control);
  await migrate({ control: databaseUrl, plane: planeDatabaseUrl });
  const facts = await describeInstance(dataDir, { databaseUrl, planeDatabaseUrl });
  const apps = benchApps(root, facts).map((app) =>
    profiled && ["data-plane", "gateway"].includes(app.spec.name)
      ? withProfiler(app, dataDir)
      : app,
  );
  const grantry = new Grantry(facts);
  await start(apps, processes);
  const project = await grantry.admin.createProject("Bench");
  const clients = await createClients(grantry, project);
  const visit: Target["visit"] = async (agent, url) =>
    await authorize(agent, url, newPerson(), { remember: true });
  const door = (name: string, port: number, names: readonly string[]): Target => ({
    name,
    difference,
    port,
    host: new URL(project.issuer).host,
    issuer: project.issuer,
    paths,
    clients,
    registration: {
      authorization: `Bearer ${grantry.token}`,
      body: JSON.stringify(clientMetadata("rs256")),
    },
    hasEtags: true,
    signAccessTokensWith: (algorithm) => signAccessTokensWith(grantry, project, algorithm),
    watched: () => ({
      processes: names.map((each) => processes.pid(each)).filter((pid) => pid !== undefined),
      database: databases.plane,
    }),
    visit,
  });
  return {
    grantry,
    project,
    clients,
    masterKeys: facts.masterKeys,
    controlDatabase: databases.control,
    planeDatabase: databases.plane,
    plane: (index) =>
      door(index === 0 ? "grantry" : `grantry-${index + 1}`, facts.ports.dataPlanes[index] ?? 0, [
        index === 0 ? "data-plane" : `data-plane-${index + 1}`,
      ]),
    gateway: () => door("gateway", facts.ports.gateway, ["gateway", "data-plane", "data-plane-2"]),
    async restart() {
      await processes.stop(apps.map(({ spec }) => spec.name));
      return await start(apps, processes);
    },
  };
}

async function start(apps: AppProcess[], processes: Processes): Promise<number> {
  const startedAt = performance.now();
  for (const { spec } of apps) processes.start(spec);
  await waitUntilReady(apps, processes, { host: "127.0.0.1", tls: new Set() });
  return performance.now() - startedAt;
}

async function describeInstance(
  dataDir: string,
  stores: { databaseUrl: string; planeDatabaseUrl: string },
): Promise<InstanceFacts> {
  const [gateway, controlPlane, worker, ...dataPlanes] = await Promise.all(
    Array.from({ length: 3 + planeCount }, freePort),
  );
  if (gateway === undefined || controlPlane === undefined || worker === undefined) {
    throw new Error("no free port");
  }
  return {
    mode: "host",
    port: gateway,
    domain: "localhost",
    owner: { email: "owner@grantry.test", password: "correct horse battery" },
    token: generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX),
    masterKeys: randomBytes(32).toString("base64"),
    ports: { gateway, controlPlane, dataPlanes, worker },
    stores: { ...stores, redisUrl: undefined },
    dataDir,
  };
}

function benchApps(root: string, facts: InstanceFacts): AppProcess[] {
  const installation: Installation = {
    root,
    dataDir: facts.dataDir,
    bind: "127.0.0.1",
    ports: facts.ports,
    databaseUrl: facts.stores.databaseUrl,
    planeDatabaseUrl: facts.stores.planeDatabaseUrl,
    redisUrl: undefined,
    masterKeys: facts.masterKeys,
    bootstrap: facts.owner,
  };
  const apps = appProcesses(installation, {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    NODE_ENV: "production",
    GRANTRY_BOOTSTRAP_TOKEN: facts.token,
    GRANTRY_BIND: "127.0.0.1",
    GRANTRY_RATE_LIMITS: "off",
    GRANTRY_DOMAIN: facts.domain,
    GRANTRY_PUBLIC_SCHEME: "http",
    GRANTRY_PUBLIC_PORT: String(facts.port),
  });
  return apps.map(({ spec, healthPort }) => ({
    healthPort,
    spec: { ...spec, logFile: path.join(facts.dataDir, `${spec.name}.log`) },
  }));
}

/** The same process with the bench's profiler loaded before its own code. */
function withProfiler({ spec, healthPort }: AppProcess, dataDir: string): AppProcess {
  const preload = path.join(import.meta.dirname, "..", "profile", "preload.js");
  return {
    healthPort,
    spec: {
      ...spec,
      args: ["--import", preload, ...spec.args],
      env: { ...spec.env, BENCH_PROFILE_FILE: profileFile(dataDir, spec.name) },
    },
  };
}

/** A new key for JWT access tokens of the whole project. */
async function signAccessTokensWith(
  grantry: Grantry,
  project: CreatedProject,
  alg: SigningAlgorithm,
): Promise<void> {
  const kid = randomBytes(8).toString("hex");
  const url = `${project.issuer}/admin/keys/hydra.jwt.access-token`;
  await expectJson(await grantry.admin.call("POST", url, { alg, kid, use: "sig" }), 201);
}

async function createClients(
  grantry: Grantry,
  project: CreatedProject,
): Promise<Record<ClientKind, BenchClient>> {
  const created: Partial<Record<ClientKind, BenchClient>> = {};
  for (const kind of CLIENT_KINDS) {
    const isJwt = kind === "jwtRs256" || kind === "jwtEs256";
    const { client_id: id, client_secret: secret } = await grantry.admin.createClient(project, {
      ...clientMetadata(kind),
      ...(isJwt && { access_token_strategy: "jwt" }),
    });
    created[kind] = benchClient(id, secret);
  }
  return created as Record<ClientKind, BenchClient>;
}
