import { decodeJwt } from "jose";
import { ToyServer } from "../../support/toy-server.js";
import { RelyingParty, encode } from "../../oauth2/relying-party.js";
import { newTenant } from "../../oauth2/tenant.js";
import { eventually } from "../toy-relying-party.js";

jest.setTimeout(60_000);

test("a client on a private address is not told unless the operator allows it", async () => {
  const server = await ToyServer.start();
  const tenant = await newTenant();
  const client = await RelyingParty.register(tenant, {
    backchannel_logout_uri: `${server.url}/out`,
  });
  const tokens = await client.tokens({ scope: "openid" }, { login: { remember: true } });
  const query = encode({ sid: String(decodeJwt(tokens.id_token)["sid"]) }).toString();
  const url = `${tenant.issuer}/admin/oauth2/auth/sessions/login?${query}`;
  expect((await tenant.grantry.admin.call("DELETE", url)).status).toBe(204);
  await eventually(async () => {
    const log = `${tenant.issuer}/admin/deliveries`;
    expect(await (await tenant.grantry.admin.call("GET", log)).json()).toMatchObject([
      { state: "waiting", attempts: 1, error: "the address is not allowed" },
    ]);
  });
  expect(server.received).toEqual([]);
  await server.stop();
});
