import { expectJson, type CreatedClient } from "../support/admin-client.js";
import { authorize, newPerson, signUp } from "../support/sign-in.js";
import { UserAgent, type Page } from "../support/user-agent.js";
import { configure } from "../oauth2/configuration.js";
import { postForm } from "../oauth2/relying-party.js";
import { projectWithClient, textOf } from "./project-with-client.js";
import type { ProjectWithClient } from "./project-with-client.js";

const WORDS =
  "Acme Account has not verified this app. Its name was chosen by whoever published it.";

describe("consent for an app that registered itself (RFC 7591 §5)", () => {
  let shop: ProjectWithClient;
  beforeAll(async () => {
    shop = await projectWithClient();
    const path = "oidc.dynamic_client_registration.enabled";
    await configure(shop, { [path]: true });
  });

  async function register(fields: Record<string, unknown>): Promise<CreatedClient> {
    const answer = await shop.grantry.fetch(`${shop.issuer}/oauth2/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_name: "Acme Photos",
        redirect_uris: ["https://photos.evil.example/callback"],
        token_endpoint_auth_method: "none",
        ...fields,
      }),
    });
    return await expectJson<CreatedClient>(answer, 201);
  }

  function request(client: CreatedClient): string {
    const [redirectUri = ""] = client["redirect_uris"] as string[];
    return shop.authorizationUrl({
      client_id: client.client_id,
      redirect_uri: redirectUri,
      scope: "openid",
    });
  }

  async function question(client: CreatedClient): Promise<Page> {
    const agent = new UserAgent();
    const login = await agent.open(request(client), shop.isOurs);
    return await signUp(agent, login, newPerson(), shop.isOurs);
  }

  it("warns that nobody has verified it and names where the answer goes", async () => {
    const page = await question(await register({}));
    expect(page.html).toContain('data-warning="unverified"');
    expect(textOf(page)).toContain(WORDS);
    expect(page.html).toContain('data-client-host="photos.evil.example"');
  });

  it("warns of an app on this device as well, whoever registered it", async () => {
    const own = await register({ redirect_uris: ["http://127.0.0.1:8000/callback"] });
    const page = await question(own);
    const marks = [...page.html.matchAll(/data-warning="([^"]*)"/g)].map(([, mark]) => mark);
    expect(marks).toEqual(["device", "unverified"]);
  });

  it("warns still after the app has changed itself, and after its project has", async () => {
    const client = await register({});
    const body = {
      client_name: "Renamed",
      redirect_uris: client["redirect_uris"],
      token_endpoint_auth_method: "none",
      scope: "openid",
    };
    const changed = await shop.grantry.fetch(`${shop.issuer}/oauth2/register/${client.client_id}`, {
      method: "PUT",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${String(client["registration_access_token"])}`,
      },
      body: JSON.stringify({ ...body, client_id: client.client_id }),
    });
    expect(changed.status).toBe(200);
    expect((await question(client)).html).toContain('data-warning="unverified"');
    const url = `${shop.issuer}/admin/clients/${client.client_id}`;
    const replaced = await shop.grantry.admin.call("PUT", url, body);
    const document = await expectJson<Record<string, unknown>>(replaced, 200);
    expect(document).not.toHaveProperty("origin");
    expect((await question(client)).html).toContain('data-warning="unverified"');
  });

  it("says nothing of the kind about a client of the project", async () => {
    const page = await question(shop.client);
    expect(page.html).not.toContain('data-warning="unverified"');
    await authorize(new UserAgent(), shop.authorizationUrl(), newPerson());
  });

  it("never lets a client say of itself where it comes from", async () => {
    const client = await register({ origin: "admin" });
    expect((await question(client)).html).toContain('data-warning="unverified"');
    const answer = await postForm(`${shop.issuer}/oauth2/register`, {});
    expect(answer.status).toBe(400);
  });
});
