import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { generateCredential, PERSONAL_ACCESS_TOKEN_PREFIX } from "@grantry/contracts";
import { expectJson } from "../support/admin-client.js";
import { localFetch } from "../support/local-fetch.js";
import { freePorts, Start } from "./start.js";

/** Process ids that were started with this data folder. */
function processesOf(dataDir: string): string[] {
  return fs.readdirSync("/proc").filter((pid) => {
    try {
      const environment = fs.readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
      const isZombie = /^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
      return !isZombie && environment.includes(`GRANTRY_DATA_DIR=${dataDir}`);
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!condition() && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("npm start (contract §1)", () => {
  const token = generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX);
  let folder: string;
  let dataDir: string;
  let env: Record<string, string>;
  let api: string;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-start-"));
    fs.chmodSync(folder, 0o755);
    dataDir = path.join(folder, "data folder");
    env = await freePorts();
    env["GRANTRY_DATA_DIR"] = dataDir;
    env["GRANTRY_BOOTSTRAP_TOKEN"] = token;
    api = `http://localhost:${env["GRANTRY_PORT"]}/api`;
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function projectNames(): Promise<string[]> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await localFetch(`${api}/projects`, { headers });
    return (await expectJson<{ name: string }[]>(answer, 200)).map(({ name }) => name);
  }

  it("starts, keeps data over kill -9, refuses a second start, stops without a trace", async () => {
    const first = new Start(env);
    await first.ready();
    expect(first.output).toContain(`Data      ${dataDir}`);
    expect(first.output).toMatch(/Password +\S{16} {3}\(shown once, keep it\)/);
    const created = await localFetch(`${api}/projects`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Kept over a crash" }),
    });
    expect(created.status).toBe(201);

    const second = new Start(env);
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(
      `Port ${env["GRANTRY_PORT"]} is busy. Stop what uses it, or choose another one with GRANTRY_PORT.`,
    );

    await first.ended("SIGKILL");
    const third = new Start(env);
    await third.ready();
    expect(third.output).toContain("Password  as set before");
    expect(await projectNames()).toContain("Kept over a crash");

    expect(await third.ended("SIGINT")).toBe(0);
    await until(() => processesOf(dataDir).length === 0);
    expect(processesOf(dataDir)).toEqual([]);
    await expect(localFetch(`${api}/version`)).rejects.toThrow("ECONNREFUSED");
  }, 300_000);

  it("keeps secrets readable by their owner only", () => {
    for (const file of ["master-key", "postgres-credentials.json"]) {
      expect(fs.statSync(path.join(dataDir, file)).mode & 0o777).toBe(0o600);
    }
    expect(fs.existsSync(path.join(dataDir, "bootstrap-password"))).toBe(false);
  });
});
