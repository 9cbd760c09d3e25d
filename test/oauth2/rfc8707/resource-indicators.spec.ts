import { decodeJwt } from "jose";
import { expectErrorRedirect, expectRefusal } from "../answer.js";
import { CALLBACK, RelyingParty, tokensOf } from "../relying-party.js";
import { newTenant, type Tenant } from "../tenant.js";

const API = "https://api.example.com/v1";
const FILES = "https://files.example.com";

let tenant: Tenant;
let client: RelyingParty;
beforeAll(async () => {
  tenant = await newTenant();
  client = await RelyingParty.register(tenant, {
    audience: [API, FILES, "plain-name"],
    access_token_strategy: "jwt",
  });
});

const ask = (fields: Record<string, string | string[]>) =>
  client.token({ grant_type: "client_credentials", ...fields });

function audienceOf(token: unknown): unknown {
  return decodeJwt(String(token)).aud;
}

describe("resource (RFC 8707 §2)", () => {
  test("becomes the audience of the access token", async () => {
    const answer = await ask({ resource: API });
    expect(audienceOf(answer.body["access_token"])).toEqual([API]);
  });

  test("may be repeated and stand beside Hydra's audience", async () => {
    const answer = await ask({ resource: [API, FILES], audience: "plain-name" });
    const audience = audienceOf(answer.body["access_token"]) as string[];
    expect(audience.toSorted()).toEqual([API, FILES, "plain-name"].toSorted());
  });

  test("may lie below a registered one", async () => {
    const answer = await ask({ resource: `${API}/things` });
    expect(audienceOf(answer.body["access_token"])).toEqual([`${API}/things`]);
  });

  test.each([
    ["not registered", "https://evil.example.com"],
    ["a sibling with the same beginning", "https://api.example.com/v10"],
    ["above the registered one", "https://api.example.com/"],
    ["a host that begins alike", "https://api.example.com.evil.com/v1"],
    ["a path that climbs out", `${API}/../admin`],
    ["relative", "/v1"],
    ["with a fragment", `${API}#part`],
    ["no URI", "not a uri"],
  ])("that is %s is refused with invalid_target", async (_, resource) => {
    expectRefusal(await ask({ resource }), 400, "invalid_target");
    const answer = await client.begin({ resource, state: "s" });
    expectErrorRedirect(answer, { to: CALLBACK, error: "invalid_target", state: "s" });
  });

  test("of the authorization request is what the tokens are for (§2.1)", async () => {
    const tokens = await client.tokens({ resource: API });
    expect(audienceOf(tokens.access_token)).toEqual([API]);
    const refreshed = tokensOf(await client.refresh(tokens.refresh_token));
    expect(audienceOf(refreshed.access_token)).toEqual([API]);
  });

  test("that the user did not grant is not in the token", async () => {
    const consent = { grant_access_token_audience: [API] };
    const tokens = await client.tokens({ resource: [API, FILES] }, { consent });
    expect(audienceOf(tokens.access_token)).toEqual([API]);
  });

  test("of a token request picks among those that were granted (§2.2)", async () => {
    const code = await client.code({ resource: [API, FILES] });
    const tokens = tokensOf(await client.redeem(code, { resource: FILES }));
    expect(audienceOf(tokens.access_token)).toEqual([FILES]);
    const refreshed = tokensOf(await client.refresh(tokens.refresh_token, { resource: API }));
    expect(audienceOf(refreshed.access_token)).toEqual([API]);
    const again = tokensOf(await client.refresh(refreshed.refresh_token));
    expect(audienceOf(again.access_token)).toEqual([API, FILES]);
  });

  test("of a token request that was not granted is invalid_target, and nothing is used up (§2.2)", async () => {
    const code = await client.code({ resource: API });
    for (const resource of [FILES, "not a uri"]) {
      expectRefusal(await client.redeem(code, { resource }), 400, "invalid_target");
    }
    const tokens = tokensOf(await client.redeem(code, { resource: API }));
    const refused = await client.refresh(tokens.refresh_token, { resource: [API, FILES] });
    expectRefusal(refused, 400, "invalid_target");
    expect(audienceOf(tokensOf(await client.refresh(tokens.refresh_token)).access_token)).toEqual([
      API,
    ]);
  });
});
