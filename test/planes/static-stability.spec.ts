import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { embeddedRedis, freePort, Processes } from "@grantry/infra";
import { ControlApi } from "../control/control-api.js";
import { RelyingParty, tokensOf } from "../oauth2/relying-party.js";
import { inDatabase } from "../support/engines.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";

jest.setTimeout(240_000);

let grantry: OwnGrantry;
let parties: RelyingParty[];
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-stability-"));
const engines = new Processes({ log: () => undefined });
const redis = { server: undefined as ReturnType<typeof embeddedRedis> };

beforeAll(async () => {
  redis.server = embeddedRedis({ dataDir, port: await freePort(), volatile: true });
  if (redis.server !== undefined) engines.start(redis.server.spec);
  await redis.server?.ready();
  grantry = await startGrantry({ furtherPlanes: 1, redis: redis.server?.url ?? false });
  const api = new ControlApi(grantry.addresses.api, grantry.token);
  const place = async (closed: string, open: string) => {
    await api.call("PATCH", `/data-planes/${closed}`, { accepts_new: false });
    await api.call("PATCH", `/data-planes/${open}`, { accepts_new: true });
    return grantry.admin.createProject(open);
  };
  const projects = [await place("plane-2", "plane-1"), await place("plane-1", "plane-2")];
  parties = await Promise.all(
    projects.map((project) => RelyingParty.register({ grantry, project, issuer: project.issuer })),
  );
});

afterAll(async () => {
  await grantry?.stop();
  await engines.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** Kills at once and keeps it from being started again. */
async function killForGood(name: string): Promise<void> {
  grantry.kill(name);
  await grantry.end(name);
}

/** Every public endpoint, and the admin API with a personal access token and as the login app. */
async function everythingWorks(party: RelyingParty): Promise<void> {
  const { issuer, project } = party.tenant;
  for (const document of [
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/.well-known/jwks.json",
  ]) {
    expect((await grantry.fetch(`${issuer}${document}`)).status).toBe(200);
  }
  const first = await party.tokens();
  const tokens = tokensOf(await party.refresh(first.refresh_token));
  expect(await party.isAlive(tokens.access_token)).toBe(true);
  const bearer = { authorization: `Bearer ${tokens.access_token}` };
  expect((await grantry.fetch(`${issuer}/userinfo`, { headers: bearer })).status).toBe(200);
  expect((await party.token({ grant_type: "client_credentials" })).status).toBe(200);
  expect((await party.post("/oauth2/revoke", { token: tokens.refresh_token })).status).toBe(200);
  expect(await party.isAlive(tokens.access_token)).toBe(false);
  const created = await grantry.admin.createClient(project);
  const path = `${issuer}/admin/clients/${created.client_id}`;
  for (const [method, status] of [
    ["GET", 200],
    ["DELETE", 204],
  ] as const) {
    expect((await grantry.admin.call(method, path)).status).toBe(status);
  }
}

const everywhere = () => Promise.all(parties.map(everythingWorks));

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    const status = await grantry.fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await pause(200);
  }
  throw new Error(`${url} does not answer`);
}

describe("without the control plane, the worker and Redis (architecture §1)", () => {
  beforeAll(async () => {
    await everywhere();
    await Promise.all([killForGood("control-plane"), killForGood("worker")]);
    if (redis.server !== undefined) {
      engines.kill("redis");
      await engines.stop(["redis"]);
    }
  });

  test("every plane and the gateway serve every public and admin endpoint", async () => {
    await everywhere();
    expect((await grantry.fetch(`${grantry.addresses.api}/projects`)).status).toBe(503);
  });

  test("and again after planes and gateway were killed and started anew", async () => {
    for (const name of ["data-plane", "data-plane-2", "gateway"]) grantry.kill(name);
    await pause(300);
    for (const { tenant } of parties) {
      await answers(`${tenant.issuer}/.well-known/openid-configuration`);
    }
    await everywhere();
  });

  test("changes wait in the outbox, and reach their planes when everything is back", async () => {
    const [, second] = parties;
    const { id } = second?.tenant.project ?? { id: "" };
    const { databaseUrl } = grantry.facts.stores;
    await inDatabase(databaseUrl, async (client) => {
      await client.query(
        "update projects set state = 'halted', version = version + 1 where id = $1",
        [id],
      );
      await client.query(
        "insert into outbox (kind, subject_id, due_at) values ('project.put', $1, now())",
        [id],
      );
    });
    expect((await grantry.fetch(`${second?.tenant.issuer}/userinfo`)).status).toBe(401);
    if (redis.server !== undefined) engines.start(redis.server.spec);
    grantry.startAgain(["control-plane", "worker"]);
    await grantry.ready();
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const { status } = await grantry.fetch(`${second?.tenant.issuer}/userinfo`);
      if (status === 503) return;
      await pause(200);
    }
    throw new Error("the change did not arrive");
  });
});
