import { decodeJwt } from "jose";
import { type OwnGrantry, startGrantry } from "../../support/grantry.js";
import { ToyServer } from "../../support/toy-server.js";
import { UserAgent } from "../../support/user-agent.js";
import { configure } from "../../oauth2/configuration.js";
import { RelyingParty, encode } from "../../oauth2/relying-party.js";
import type { Tenant } from "../../oauth2/tenant.js";
import { eventually, logoutTokens } from "../toy-relying-party.js";

jest.setTimeout(90_000);

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const ONLINE = { scope: "openid" };
const OFFLINE = { scope: "openid offline_access" };

let grantry: OwnGrantry;
let server: ToyServer;
let tenant: Tenant;
beforeAll(async () => {
  grantry = await startGrantry({ env: { GRANTRY_OUTBOUND_ALLOW: "127.0.0.1/32" } });
  server = await ToyServer.start();
  const project = await grantry.admin.createProject("Signed out");
  tenant = { grantry, project, issuer: project.issuer };
});
afterAll(async () => {
  await grantry.stop();
  await server.stop();
});
beforeEach(() => {
  server.received.length = 0;
  server.answer = () => ({ status: 200 });
});

function aClient(path: string, fields: Record<string, unknown> = {}): Promise<RelyingParty> {
  return RelyingParty.register(tenant, {
    skip_logout_consent: true,
    backchannel_logout_uri: `${server.url}${path}`,
    ...fields,
  });
}

/** One browser signed in at the issuer, and the tokens of its clients. */
async function signedIn(clients: RelyingParty[], subject: string, fields = ONLINE) {
  const agent = new UserAgent();
  const visit = { agent, subject, login: { remember: true } };
  const tokens = [];
  for (const client of clients) tokens.push(await client.tokens(fields, visit));
  const sid = String(decodeJwt(tokens[0]?.id_token ?? "")["sid"]);
  return { agent, tokens, sid };
}

async function signOut(agent: UserAgent, idToken: string): Promise<void> {
  const query = encode({ id_token_hint: idToken }).toString();
  const url = `${tenant.issuer}/oauth2/sessions/logout?${query}`;
  expect((await agent.send(url, { method: "GET" })).status).toBe(302);
}

async function endSessions(parameter: "sid" | "subject", value: string): Promise<void> {
  const query = encode({ [parameter]: value }).toString();
  const url = `${tenant.issuer}/admin/oauth2/auth/sessions/login?${query}`;
  expect((await grantry.admin.call("DELETE", url)).status).toBe(204);
}

async function deliveriesOf(client: RelyingParty): Promise<Record<string, unknown>[]> {
  const url = `${tenant.issuer}/admin/deliveries?kind=backchannel_logout`;
  const all = (await (await grantry.admin.call("GET", url)).json()) as Record<string, unknown>[];
  return all.filter((each) => each["client_id"] === client.id);
}

test("discovery says that it works (§2.1)", async () => {
  const answer = await grantry.fetch(`${tenant.issuer}/.well-known/openid-configuration`);
  expect(await answer.json()).toMatchObject({
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
  });
});

describe("a sign-out asked for by a client", () => {
  test("tells every client of the session, with sub and sid (§2.4, §2.5)", async () => {
    const [one, two] = [await aClient("/one"), await aClient("/two")];
    const silent = await RelyingParty.register(tenant);
    const { agent, tokens, sid } = await signedIn([one, two, silent], "ada");
    await signOut(agent, tokens[0]?.id_token ?? "");
    await eventually(() => expect(server.received).toHaveLength(2));
    for (const [client, path] of [[one, "/one"] as const, [two, "/two"] as const]) {
      const [token] = await logoutTokens(server, path, { tenant, clientId: client.id });
      expect(token?.algorithm).toBe("RS256");
      expect(token?.claims).toMatchObject({ sub: "ada", sid, events: { [EVENT]: {} } });
      expect(token?.claims).not.toHaveProperty("nonce");
      const { iat = 0, exp = 0 } = token?.claims ?? {};
      expect(exp - iat).toBeLessThanOrEqual(120);
      await eventually(async () =>
        expect(await deliveriesOf(client)).toMatchObject([
          { state: "delivered", attempts: 1, status: 200, sid, subject: "ada" },
        ]),
      );
    }
  });

  test("ends tokens without offline access, and leaves those with it (§2.7)", async () => {
    const client = await RelyingParty.register(tenant, { skip_logout_consent: true });
    const { agent, tokens } = await signedIn([client], "grace");
    const offline = await client.tokens(OFFLINE, { agent, subject: "grace" });
    const [online] = tokens;
    await signOut(agent, online?.id_token ?? "");
    expect(await client.isAlive(online?.access_token ?? "")).toBe(false);
    expect(await client.isAlive(offline.access_token)).toBe(true);
    expect((await client.refresh(offline.refresh_token)).status).toBe(200);
  });

  test("does not forget a consent that was to be remembered", async () => {
    const client = await RelyingParty.register(tenant, { skip_logout_consent: true });
    const agent = new UserAgent();
    const visit = {
      agent,
      subject: "joan",
      login: { remember: true },
      consent: { remember: true },
    };
    const tokens = await client.tokens(ONLINE, visit);
    await signOut(agent, tokens.id_token);
    const again = await client.tokens(ONLINE, { ...visit, consent: { remember: true } });
    expect(await client.isAlive(tokens.access_token)).toBe(false);
    expect(await client.isAlive(again.access_token)).toBe(true);
    const silent = new URL(
      (
        await agent.send(client.authorizationUrl({ ...ONLINE, prompt: "none" }), { method: "GET" })
      ).headers.get("location") ?? "",
    );
    expect(silent.searchParams.has("code")).toBe(true);
  });

  test("signs as the client's ID tokens are signed (§2.4)", async () => {
    const client = await aClient("/es256", { id_token_signed_response_alg: "ES256" });
    const { agent, tokens } = await signedIn([client], "edith");
    await signOut(agent, tokens[0]?.id_token ?? "");
    await eventually(() => expect(server.at("/es256")).toHaveLength(1));
    const [token] = await logoutTokens(server, "/es256", { tenant, clientId: client.id });
    expect(token?.algorithm).toBe("ES256");
  });

  test("names the user as the client knows them: pairwise (OpenID Connect Core §8)", async () => {
    await configure(tenant, {
      "oidc.subject_identifiers.supported_types": ["public", "pairwise"],
    });
    const client = await aClient("/pairwise", { subject_type: "pairwise" });
    const { agent, tokens } = await signedIn([client], "mary");
    const idToken = tokens[0]?.id_token ?? "";
    await signOut(agent, idToken);
    await eventually(() => expect(server.at("/pairwise")).toHaveLength(1));
    const [token] = await logoutTokens(server, "/pairwise", { tenant, clientId: client.id });
    expect(token?.claims.sub).toBe(decodeJwt(idToken).sub);
    expect(token?.claims.sub).not.toBe("mary");
  });
});

describe("the admin API", () => {
  test("ends one session (sid): the browser is signed out and clients are told", async () => {
    const client = await aClient("/sid");
    const { agent, tokens, sid } = await signedIn([client], "kate");
    const other = await signedIn([client], "kate");
    await endSessions("sid", sid);
    await eventually(() => expect(server.at("/sid")).toHaveLength(1));
    const [token] = await logoutTokens(server, "/sid", { tenant, clientId: client.id });
    expect(token?.claims["sid"]).toBe(sid);
    expect(await client.isAlive(tokens[0]?.access_token ?? "")).toBe(false);
    expect(await client.isAlive(other.tokens[0]?.access_token ?? "")).toBe(true);
    const url = client.authorizationUrl({ prompt: "none" });
    const silent = await agent.send(url, { method: "GET" });
    const location = new URL(silent.headers.get("location") ?? "");
    expect(location.searchParams.get("error")).toBe("login_required");
    await endSessions("sid", sid);
  });

  test("ends every session of a subject, and clients hear of each", async () => {
    const client = await aClient("/subject");
    const sessions = [await signedIn([client], "hedy"), await signedIn([client], "hedy")];
    await endSessions("subject", "hedy");
    await eventually(() => expect(server.at("/subject")).toHaveLength(2));
    const told = await logoutTokens(server, "/subject", { tenant, clientId: client.id });
    expect(told.map(({ claims }) => String(claims["sid"])).toSorted()).toEqual(
      sessions.map(({ sid }) => sid).toSorted(),
    );
  });

  test("revokes a consent with all of its tokens", async () => {
    const client = await RelyingParty.register(tenant);
    const { tokens } = await signedIn([client], "rosa", OFFLINE);
    const query = encode({ subject: "rosa", client: client.id }).toString();
    const url = `${tenant.issuer}/admin/oauth2/auth/sessions/consent?${query}`;
    expect((await grantry.admin.call("DELETE", url)).status).toBe(204);
    expect(await client.isAlive(tokens[0]?.access_token ?? "")).toBe(false);
    expect((await client.refresh(tokens[0]?.refresh_token ?? "")).status).toBe(400);
  });
});

describe("a client that does not take it", () => {
  test("is told again, with a token of its own each time", async () => {
    const client = await aClient("/again");
    const { sid } = await signedIn([client], "lise");
    let calls = 0;
    server.answer = () => ({ status: (calls += 1) === 1 ? 503 : 204 });
    await endSessions("sid", sid);
    await eventually(() => expect(server.at("/again")).toHaveLength(2), 30);
    const told = await logoutTokens(server, "/again", { tenant, clientId: client.id });
    expect(new Set(told.map(({ claims }) => claims.jti)).size).toBe(2);
    await eventually(async () =>
      expect(await deliveriesOf(client)).toMatchObject([{ state: "delivered", attempts: 2 }]),
    );
  });

  test("while the worker is away waits, and is told when it is back", async () => {
    const client = await aClient("/away");
    const { sid } = await signedIn([client], "emmy");
    grantry.kill("worker");
    await endSessions("sid", sid);
    expect(await deliveriesOf(client)).toMatchObject([{ state: "waiting", attempts: 0 }]);
    await grantry.ready();
    await eventually(() => expect(server.at("/away")).toHaveLength(1), 30);
  });
});
