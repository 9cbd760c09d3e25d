import * as oauth from "oauth4webapi";
import { UserAgent } from "../../support/user-agent.js";
import { answerOf } from "../answer.js";
import { RelyingParty, type Fields } from "../relying-party.js";
import { strictly } from "../strict-client.js";
import { inEachMode, neighbourOf, newTenant, type Tenant } from "../tenant.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let client: RelyingParty;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    client = await RelyingParty.register(tenant, {
      grant_types: ["authorization_code", "refresh_token", "implicit"],
      response_types: ["code", "code id_token", "token"],
    });
  });

  describe("every authorization response names its issuer (RFC 9207 §2)", () => {
    test("is announced in metadata (§3)", async () => {
      const { server } = await strictly(client);
      expect(server.authorization_response_iss_parameter_supported).toBe(true);
    });

    test("in a code response", async () => {
      const callback = await client.authorize();
      expect(callback.searchParams.getAll("iss")).toEqual([tenant.issuer]);
    });

    test.each(["code id_token", "token"])(
      "in the fragment of a %s response",
      async (response_type) => {
        const callback = await client.authorize({ response_type, nonce: "a nonce" });
        expect(callback.search).toBe("");
        expect(new URLSearchParams(callback.hash.slice(1)).getAll("iss")).toEqual([tenant.issuer]);
      },
    );

    test.each([
      ["unsupported_response_type", { response_type: "foo" }],
      ["invalid_scope", { scope: "admin" }],
      ["login_required", { prompt: "none" }],
      ["invalid_request", { prompt: "unheard_of" }],
      ["unsupported_response_mode", { response_mode: "unheard_of" }],
    ] as [string, Fields][])("in an error response %s", async (error, fields) => {
      const answer = await client.begin(fields);
      const { searchParams } = new URL(answer.headers.get("location") ?? "");
      expect(searchParams.get("error")).toBe(error);
      expect(searchParams.getAll("iss")).toEqual([tenant.issuer]);
    });

    test("in a form_post response", async () => {
      const agent = new UserAgent();
      const fields = { response_mode: "form_post", prompt: "none", state: "s" };
      const page = await answerOf(agent.send(client.authorizationUrl(fields), { method: "GET" }));
      expect(page.text).toContain(`name="iss" value="${tenant.issuer}"`);
    });
  });

  test("a client with several issuers notices a response of the wrong one (§2.4)", async () => {
    const neighbour = await RelyingParty.register(await neighbourOf(tenant));
    const [here, there] = [await strictly(client), await strictly(neighbour)];
    const callback = await client.authorize({ state: "s" });
    const parameters = oauth.validateAuthResponse(here.server, here.client, callback, "s");
    expect(parameters.get("code")).toMatch(/^gry_ac_/);
    expect(() => oauth.validateAuthResponse(there.server, there.client, callback, "s")).toThrow(
      /"iss"/,
    );
  });
});
