import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { freePort } from "@grantry/infra";
import { generateCredential, PERSONAL_ACCESS_TOKEN_PREFIX } from "@grantry/contracts";
import { sharedEngines } from "../support/coordinator.js";
import { createInstanceStores, type InstanceStores } from "../support/engines.js";
import { ControlApi } from "./control-api.js";

const main = path.resolve("apps/control-plane/dist/main.js");
const running: ChildProcess[] = [];

interface Started {
  port: number;
  output: () => string;
  exitCode: () => Promise<number | null>;
}

async function start(stores: InstanceStores, env: NodeJS.ProcessEnv): Promise<Started> {
  const port = await freePort();
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: stores.databaseUrl,
      GRANTRY_DATA_PLANE_DATABASE_URL: stores.planeDatabaseUrl,
      GRANTRY_CONTROL_PLANE_PORT: String(port),
      ...env,
    },
  });
  running.push(child);
  const lines: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => lines.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => lines.push(chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { port, output: () => lines.join(""), exitCode: () => exited };
}

async function ready({ port, output }: Started): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(output());
}

describe("the first start (contract §3)", () => {
  const key = { GRANTRY_MASTER_KEY: randomBytes(32).toString("base64") };
  const token = generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX);
  const owner = {
    GRANTRY_BOOTSTRAP_EMAIL: "Owner@Example.com",
    GRANTRY_BOOTSTRAP_PASSWORD: "correct horse battery",
    GRANTRY_BOOTSTRAP_TOKEN: token,
  };
  let stores: InstanceStores;

  beforeEach(async () => {
    stores = await createInstanceStores(sharedEngines());
  });

  afterEach(async () => {
    const ends = running.splice(0).map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null) resolve();
          child.once("exit", () => resolve());
          child.kill("SIGTERM");
        }),
    );
    await Promise.all(ends);
  });

  it("makes one workspace, one owner and one token when two processes start at once", async () => {
    const both = await Promise.all([1, 2].map(() => start(stores, { ...key, ...owner })));
    await Promise.all(both.map(ready));
    const api = new ControlApi(`http://127.0.0.1:${both[1]?.port}`, token);
    const [members, tokens, events] = await Promise.all([
      api.call("GET", "/members"),
      api.call("GET", "/personal-access-tokens"),
      api.call<{ events: { action: string }[] }>("GET", "/audit-events"),
    ]);
    expect(members.body).toMatchObject([{ email: "owner@example.com", role: "owner" }]);
    expect(tokens.body).toMatchObject([{ name: "Bootstrap", project_ids: null }]);
    expect(events.body.events.map(({ action }) => action).toSorted()).toEqual([
      "member.create",
      "personal_access_token.create",
      "project.create",
      "workspace.create",
    ]);
  });

  it("changes nothing on later starts", async () => {
    const first = await start(stores, { ...key, ...owner });
    await ready(first);
    const later = await start(stores, {
      ...key,
      GRANTRY_BOOTSTRAP_EMAIL: "other@example.com",
      GRANTRY_BOOTSTRAP_TOKEN: generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX),
    });
    await ready(later);
    const api = new ControlApi(`http://127.0.0.1:${later.port}`, token);
    expect((await api.call("GET", "/members")).body).toMatchObject([
      { email: "owner@example.com" },
    ]);
    expect((await api.call<unknown[]>("GET", "/personal-access-tokens")).body).toHaveLength(1);
  });

  it("prints a generated password once", async () => {
    const first = await start(stores, key);
    await ready(first);
    expect(first.output()).toMatch(/Sign in as admin@localhost with the password \S{16}\n/);
    const later = await start(stores, key);
    await ready(later);
    expect(later.output()).not.toContain("with the password");
  });

  it.each([
    ["GRANTRY_MASTER_KEY", { GRANTRY_MASTER_KEY: "short" }],
    ["GRANTRY_BOOTSTRAP_TOKEN", { ...key, GRANTRY_BOOTSTRAP_TOKEN: "gry_pat_nonsense" }],
    ["GRANTRY_BOOTSTRAP_PASSWORD", { ...key, GRANTRY_BOOTSTRAP_PASSWORD: "short" }],
    ["GRANTRY_BOOTSTRAP_EMAIL", { ...key, GRANTRY_BOOTSTRAP_EMAIL: "nobody" }],
    ["GRANTRY_CONTROL_PLANE_PORT", { ...key, GRANTRY_CONTROL_PLANE_PORT: "none" }],
  ])("refuses a wrong %s in one line that names it", async (variable, env) => {
    const refused = await start(stores, env);
    expect(await refused.exitCode()).toBe(1);
    expect(refused.output()).toMatch(new RegExp(`^${variable}: .+\\n$`));
  });
});
