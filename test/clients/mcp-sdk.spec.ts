import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { localFetch } from "../support/local-fetch.js";
import { authorize, newPerson } from "../support/sign-in.js";
import { UserAgent } from "../support/user-agent.js";
import { configure } from "../oauth2/configuration.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../oauth2/tenant.js";
import { Keyring } from "./mcp-client.js";
import { ToyMcpServer } from "./mcp-server.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let server: ToyMcpServer;
  /** Every address that the SDK asked, in order. */
  let asked: string[];

  beforeAll(async () => {
    [tenant, server] = await Promise.all([newTenant(mode), ToyMcpServer.start()]);
    server.introspector = await RelyingParty.register(tenant, {
      client_id: server.url,
      grant_types: ["client_credentials"],
      redirect_uris: [],
    });
    await configure(tenant, {
      "oidc.dynamic_client_registration": { enabled: true, default_audience: [server.url] },
    });
  }, 90_000);
  afterAll(async () => {
    await server?.stop();
  });
  beforeEach(() => {
    asked = [];
    server.seen.length = 0;
  });

  function transportFor(keyring: Keyring): StreamableHTTPClientTransport {
    return new StreamableHTTPClientTransport(new URL(server.url), {
      authProvider: keyring,
      fetch: async (url, init) => {
        asked.push(String(url));
        return await localFetch(url, init);
      },
    });
  }

  async function connect(keyring: Keyring): Promise<Client> {
    const client = new Client({ name: "assistant", version: "1.0.0" });
    await client.connect(transportFor(keyring));
    return client;
  }

  /** Everything an MCP host does until its user has let it in. */
  async function letIn(keyring: Keyring, person = newPerson()): Promise<void> {
    await expect(connect(keyring)).rejects.toThrow(UnauthorizedError);
    const callback = await authorize(new UserAgent(), keyring.sentTo?.href ?? "", person);
    await transportFor(keyring).finishAuth(callback.searchParams.get("code") ?? "");
  }

  async function whoami(keyring: Keyring): Promise<unknown> {
    const client = await connect(keyring);
    const { content } = await client.callTool({ name: "whoami" });
    await client.close();
    return content;
  }

  describe("the MCP SDK, told nothing but the address of a protected server", () => {
    test("finds the project by the metadata path of RFC 8414 §3.1, at the first attempt", async () => {
      const keyring = new Keyring();
      await expect(connect(keyring)).rejects.toThrow(UnauthorizedError);
      const { origin, pathname } = new URL(tenant.issuer);
      const metadata = `${origin}/.well-known/oauth-authorization-server`;
      expect(asked.filter((url) => url.startsWith(origin))).toEqual([
        pathname === "/" ? metadata : metadata + pathname,
        `${tenant.issuer}/oauth2/register`,
      ]);
    });

    test("registers itself, and asks for this server's tokens with PKCE (RFC 7591, RFC 8707)", async () => {
      const keyring = new Keyring();
      await expect(connect(keyring)).rejects.toThrow(UnauthorizedError);
      expect(keyring.registration).toMatchObject({ client_name: "An assistant" });
      expect(keyring.registration).not.toHaveProperty("client_secret");
      expect(Object.fromEntries(keyring.sentTo?.searchParams ?? [])).toMatchObject({
        client_id: keyring.registration?.client_id,
        code_challenge_method: "S256",
        resource: server.url,
        scope: "offline_access notes:read",
      });
    });

    test("is let in by its user and calls a tool as that user", async () => {
      const keyring = new Keyring();
      await letIn(keyring);
      const [{ text }] = (await whoami(keyring)) as [{ text: string }];
      expect(server.seen.at(-1)).toMatchObject({
        active: true,
        sub: text,
        aud: [server.url],
        scope: "offline_access notes:read",
        client_id: keyring.registration?.client_id,
      });
    });

    test("refreshes when its access token has died", async () => {
      const keyring = new Keyring();
      await letIn(keyring);
      const { saved } = keyring;
      if (saved === undefined) throw new Error("it keeps no tokens");
      keyring.saved = { ...saved, access_token: "died" };
      expect(await whoami(keyring)).toEqual([{ type: "text", text: expect.any(String) }]);
      expect(keyring.saved.refresh_token).not.toBe(saved.refresh_token);
      expect(server.seen.at(-1)?.aud).toEqual([server.url]);
    });

    test("is not let in with a token for another server", async () => {
      const keyring = new Keyring();
      const other = await RelyingParty.register(tenant, {
        audience: ["https://other.example.com"],
      });
      const tokens = await other.tokens({ audience: "https://other.example.com" });
      keyring.saved = { access_token: tokens.access_token, token_type: "bearer" };
      await expect(connect(keyring)).rejects.toThrow(UnauthorizedError);
    });
  });
});
