import { decodeJwt } from "jose";
import { UserAgent } from "../../support/user-agent.js";
import { answerOf } from "../../oauth2/answer.js";
import { RelyingParty, encode } from "../../oauth2/relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../../oauth2/tenant.js";

const RETURN = "https://app.example.com/signed-out";

inEachMode((mode) => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await newTenant(mode);
  });

  function aClient(fields: Record<string, unknown> = {}): Promise<RelyingParty> {
    return RelyingParty.register(tenant, {
      skip_logout_consent: true,
      post_logout_redirect_uris: [RETURN],
      ...fields,
    });
  }

  async function signOut(clients: RelyingParty[]) {
    const agent = new UserAgent();
    const visit = { agent, subject: "ada", login: { remember: true } };
    const tokens = [];
    for (const client of clients) tokens.push(await client.tokens({}, visit));
    const idToken = tokens[0]?.id_token ?? "";
    const query = encode({
      id_token_hint: idToken,
      post_logout_redirect_uri: RETURN,
      state: "a state",
    }).toString();
    const url = `${tenant.issuer}/oauth2/sessions/logout?${query}`;
    const answer = await answerOf(agent.send(url, { method: "GET" }));
    return { agent, url, answer, sid: String(decodeJwt(idToken)["sid"]) };
  }

  describe("sign-out with clients that have a front channel (§3)", () => {
    test("shows a hidden, sandboxed frame for each, with iss and sid, and goes on", async () => {
      const asking = await aClient();
      const one = await aClient({ frontchannel_logout_uri: "https://one.example.com/out?a=b" });
      const two = await aClient({
        frontchannel_logout_uri: "https://two.example.com:8443/out",
        frontchannel_logout_session_required: true,
      });
      const stranger = await aClient({ frontchannel_logout_uri: "https://three.example.com/" });
      const { answer, sid } = await signOut([asking, one, two]);
      expect(stranger.id).toBeDefined();
      expect(answer.status).toBe(200);
      const frames = [...answer.text.matchAll(/<iframe\s+src="([^"]*)"([^>]*)>/g)];
      const said = encode({ iss: tenant.issuer, sid }).toString();
      expect(frames.map(([, address = ""]) => address.replaceAll("&amp;", "&")).toSorted()).toEqual(
        [`https://one.example.com/out?a=b&${said}`, `https://two.example.com:8443/out?${said}`],
      );
      for (const [, , attributes] of frames) {
        expect(attributes).toContain('sandbox="allow-scripts allow-same-origin"');
        expect(attributes).toContain("hidden");
      }
      const policy = answer.headers.get("content-security-policy") ?? "";
      const sources = /frame-src ([^;]*)/.exec(policy)?.[1]?.split(" ").toSorted();
      expect(sources).toEqual(["https://one.example.com", "https://two.example.com:8443"]);
      const onwards = `${RETURN}?state=a+state`;
      expect(answer.headers.get("refresh")).toBe(`7; url=${onwards}`);
      expect(answer.text).toMatch(
        /<a[^>]*id="continue"[^>]*href="[^"]*signed-out\?state=a\+state"/,
      );
      expect(answer.headers.get("cache-control")).toContain("no-store");
    });

    test("shows nothing when no client of the session has one", async () => {
      const { answer } = await signOut([await aClient()]);
      expect(answer.status).toBe(302);
      expect(answer.headers.get("location")).toBe(`${RETURN}?state=a+state`);
    });

    test("tells clients once: the same request again goes straight on", async () => {
      const client = await aClient({ frontchannel_logout_uri: "https://one.example.com/out" });
      const { agent, url, answer } = await signOut([client]);
      expect(answer.status).toBe(200);
      const again = await answerOf(agent.send(url, { method: "GET" }));
      expect(again.status).toBe(302);
    });
  });
});
