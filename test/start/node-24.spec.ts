import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { generateCredential, PERSONAL_ACCESS_TOKEN_PREFIX } from "@grantry/contracts";
import { expectJson } from "../support/admin-client.js";
import { localFetch } from "../support/local-fetch.js";
import { freePorts, Start } from "./start.js";

const VERSION = "24.9.0";

/** The program of another Node version, from the package registry. */
function installNode(folder: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const install = ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund"];
  execFileSync("npm", [...install, "--ignore-scripts", `${name}@${VERSION}`], { stdio: "pipe" });
  return path.join(folder, "node_modules", name, "bin", "node");
}

describe("Node 24 (contract §1)", () => {
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-node-"));
    fs.chmodSync(folder, 0o755);
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("runs the product: a project, a client, a token, its introspection", async () => {
    const node = installNode(folder);
    expect(execFileSync(node, ["--version"]).toString().trim()).toBe(`v${VERSION}`);
    const token = generateCredential(PERSONAL_ACCESS_TOKEN_PREFIX);
    const ports = await freePorts();
    const start = new Start(
      { ...ports, GRANTRY_DATA_DIR: path.join(folder, "data"), GRANTRY_BOOTSTRAP_TOKEN: token },
      node,
    );
    await start.ready();

    const base = `http://localhost:${ports["GRANTRY_PORT"]}`;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const post = (url: string, body: unknown) =>
      localFetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    const created = await post(`${base}/api/projects`, { name: "On Node 24" });
    const { slug } = await expectJson<{ slug: string }>(created, 201);
    const issuer = `${base}/p/${slug}`;
    const client = await expectJson<{ client_id: string; client_secret: string }>(
      await post(`${issuer}/admin/clients`, { grant_types: ["client_credentials"] }),
      201,
    );
    const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString("base64");
    const form = (url: string, authorization: string, members: Record<string, string>) =>
      localFetch(url, {
        method: "POST",
        headers: { authorization },
        body: new URLSearchParams(members),
      });
    const issued = await form(`${issuer}/oauth2/token`, `Basic ${basic}`, {
      grant_type: "client_credentials",
    });
    const { access_token } = await expectJson<{ access_token: string }>(issued, 200);
    const introspected = await form(`${issuer}/admin/oauth2/introspect`, `Bearer ${token}`, {
      token: access_token,
    });
    expect(await expectJson(introspected, 200)).toMatchObject({
      active: true,
      client_id: client.client_id,
    });
    expect(await start.ended("SIGINT")).toBe(0);
  }, 180_000);
});
