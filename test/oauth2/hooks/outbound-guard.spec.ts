import { ToyServer } from "../../support/toy-server.js";
import { expectRefusal } from "../answer.js";
import { configure } from "../configuration.js";
import { RelyingParty } from "../relying-party.js";
import { newTenant, type Tenant } from "../tenant.js";

let hook: ToyServer;
let tenant: Tenant;
beforeAll(async () => {
  hook = await ToyServer.start();
  tenant = await newTenant();
});
afterAll(() => hook.stop());

test("a hook on a private address is not asked unless the operator allows it", async () => {
  const client = await RelyingParty.register(tenant);
  await configure(tenant, { "oauth2.token_hook": `${hook.url}/token` });
  const answer = await client.token({ grant_type: "client_credentials" });
  expectRefusal(answer, 503, "temporarily_unavailable");
  expect(hook.received).toEqual([]);
});

test.each([
  ["a scheme of its own", "ftp://hook.example.com"],
  ["a password", "https://user:password@hook.example.com"],
  ["an unknown way to authenticate", { url: "https://hook.example.com", auth: { type: "oauth" } }],
  [
    "a header of the connection",
    {
      url: "https://hook.example.com",
      auth: { type: "api_key", config: { in: "header", name: "Host", value: "x" } },
    },
  ],
  [
    "a second line",
    {
      url: "https://hook.example.com",
      auth: { type: "api_key", config: { in: "header", name: "X-Key", value: "x\r\nX-Evil: y" } },
    },
  ],
])("a hook with %s is refused when it is configured", async (_, value) => {
  await expect(configure(tenant, { "oauth2.token_hook": value })).rejects.toThrow("400");
});
