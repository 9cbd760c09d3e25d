import { createHash, randomBytes } from "node:crypto";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { authorize } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";

interface Tokens {
  access_token: string;
  refresh_token: string;
  token_type: string;
}

/** The addresses that the `ory` CLI derives from ORY_CONSOLE_URL: `api.` and `project.` before its host. */
function derived(consoleUrl: string, prefix: string): string {
  const url = new URL(consoleUrl);
  return `${url.protocol}//${prefix}.${url.host}`;
}

describe("the requests of the ory CLI in host mode (ory-hydra §3, RFC 8252)", () => {
  let grantry: Grantry;
  beforeAll(async () => {
    grantry = await sharedGrantry("host");
  });

  async function tokenRequest(fields: Record<string, string>): Promise<Tokens> {
    const issuer = derived(grantry.addresses.console, "project");
    const answer = await grantry.fetch(`${issuer}/oauth2/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ client_id: "ory-cli", ...fields }).toString(),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Tokens;
  }

  it("sign in at the console project, and manage projects with the token", async () => {
    const verifier = randomBytes(32).toString("base64url");
    const redirectUri = "http://127.0.0.1:39211/callback";
    const query = new URLSearchParams({
      client_id: "ory-cli",
      response_type: "code",
      redirect_uri: redirectUri,
      scope: "offline_access email profile",
      prompt: "login consent",
      state: randomBytes(16).toString("hex"),
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    const issuer = derived(grantry.addresses.console, "project");
    const begin = `${issuer}/oauth2/auth?${query.toString()}`;
    const callback = await authorize(new UserAgent(), begin, grantry.owner, { known: true });
    expect(callback.origin + callback.pathname).toBe(redirectUri);
    expect(callback.searchParams.get("state")).toBe(query.get("state"));
    const tokens = await tokenRequest({
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    const { access_token: token } = await tokenRequest({
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
    });
    const api = derived(grantry.addresses.console, "api");
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const created = await grantry.fetch(`${api}/projects`, {
      method: "POST",
      headers,
      body: JSON.stringify({ name: "From the ory CLI", environment: "dev" }),
    });
    expect(created.status).toBe(201);
    const { id, slug } = (await created.json()) as { id: string; slug: string };
    for (const path of ["/projects", `/projects/${id}`, "/workspaces"]) {
      expect((await grantry.fetch(`${api}${path}`, { headers })).status).toBe(200);
    }
    const key = await grantry.fetch(`${api}/projects/${id}/tokens`, {
      method: "POST",
      headers,
      body: JSON.stringify({ name: "temporary" }),
    });
    const { value } = (await key.json()) as { value: string };
    const domain = new URL(grantry.addresses.console).host.replace(/^console\./, "");
    const clients = await grantry.fetch(`http://${slug}.projects.${domain}/admin/clients`, {
      headers: { authorization: `Bearer ${value}` },
    });
    expect(clients.status).toBe(200);
  });
});
