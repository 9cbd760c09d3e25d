import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import { expectJson, type CreatedClient, type CreatedProject } from "../support/admin-client.js";
import { sharedGrantry, type Grantry } from "../support/grantry.js";
import { authorize, newPerson } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";

describe.each(["path", "host"] as const)("through the gateway in %s mode (contract §2)", (mode) => {
  let grantry: Grantry;
  let project: CreatedProject;
  let client: CreatedClient;

  beforeAll(async () => {
    grantry = await sharedGrantry(mode);
    project = await grantry.admin.createProject("Through the gateway");
    client = await grantry.admin.createClient(project);
  }, 90_000);

  async function token(fields: Record<string, string>): Promise<Response> {
    const credentials = Buffer.from(`${client.client_id}:${client.client_secret}`);
    return await grantry.fetch(`${project.issuer}/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${credentials.toString("base64")}` },
      body: new URLSearchParams(fields),
    });
  }

  it("answers metadata at every place clients try (RFC 8414 §3.1)", async () => {
    const { origin, pathname } = new URL(project.issuer);
    const inserted = pathname === "/" ? "" : pathname;
    for (const url of [
      `${project.issuer}/.well-known/openid-configuration`,
      `${origin}/.well-known/openid-configuration${inserted}`,
      `${origin}/.well-known/oauth-authorization-server${inserted}`,
    ]) {
      const metadata = await expectJson<{ issuer: string }>(await grantry.fetch(url), 200);
      expect(metadata.issuer).toBe(project.issuer);
    }
  });

  it("signs up, consents, redeems a code (RFC 6749 §4.1)", async () => {
    const verifier = randomBytes(32).toString("base64url");
    const url = new URL(`${project.issuer}/oauth2/auth`);
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: client.client_id,
      redirect_uri: "http://127.0.0.1:4446/callback",
      scope: "openid offline_access email",
      state: "a state",
      nonce: "a nonce of ours",
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    }).toString();
    const callback = await authorize(new UserAgent(), url.href, newPerson());
    expect(callback.origin + callback.pathname).toBe("http://127.0.0.1:4446/callback");
    expect(callback.searchParams.get("state")).toBe("a state");
    expect(callback.searchParams.get("iss")).toBe(project.issuer);
    const answer = await token({
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: "http://127.0.0.1:4446/callback",
      code_verifier: verifier,
    });
    expect(await expectJson(answer, 200)).toMatchObject({
      token_type: expect.stringMatching(/^bearer$/i),
      access_token: expect.stringMatching(/^gry_at_/),
      refresh_token: expect.stringMatching(/^gry_rt_/),
      id_token: expect.any(String),
    });
  });

  it("issues client credentials (RFC 6749 §4.4)", async () => {
    const answer = await token({ grant_type: "client_credentials" });
    expect(await expectJson(answer, 200)).toMatchObject({
      access_token: expect.stringMatching(/^gry_at_/),
    });
  });

  it("refuses a body of unknown length that is too large with 413 (RFC 9110 §15.5.14)", async () => {
    const endpoint = new URL(`${project.issuer}/oauth2/token`);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const api = new URL(`${grantry.addresses.api}/projects`);
    const json = { "content-type": "application/json", authorization: `Bearer ${grantry.token}` };
    expect(await statusOfChunked(endpoint, form)).toBe(413);
    expect(await statusOfChunked(api, json)).toBe(413);
  });

  it("answers 404 for a project that does not exist, like for one that never will", async () => {
    const unknown = grantry.addresses.issuer("clever-nobody-0123456789");
    const answer = await grantry.fetch(`${unknown}/.well-known/openid-configuration`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/project|tenant/i);
  });
});

/** Sends 2 MiB without saying how much it is. */
function statusOfChunked(url: URL, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: url.port, path: url.pathname, method: "POST" };
    const request = http.request({ ...options, headers: { host: url.host, ...headers } });
    request.once("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.once("error", reject);
    for (let pieces = 0; pieces < 32; pieces += 1) request.write(Buffer.alloc(65_536, "a"));
    request.end();
  });
}

describe("a Grantry of its own", () => {
  it("goes on issuing tokens while the control plane is down (architecture §1)", async () => {
    const { startGrantry } = await import("../support/grantry.js");
    const grantry = await startGrantry({ planes: 2 });
    try {
      const project = await grantry.admin.createProject("Stable");
      const client = await grantry.admin.createClient(project);
      await grantry.end("control-plane");
      const credentials = Buffer.from(`${client.client_id}:${client.client_secret}`);
      const answer = await grantry.fetch(`${project.issuer}/oauth2/token`, {
        method: "POST",
        headers: { authorization: `Basic ${credentials.toString("base64")}` },
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      });
      expect(answer.status).toBe(200);
      const api = await grantry.admin.call("GET", `${grantry.addresses.api}/projects`);
      expect(api.status).toBe(503);
    } finally {
      await grantry.stop();
    }
  }, 60_000);
});
