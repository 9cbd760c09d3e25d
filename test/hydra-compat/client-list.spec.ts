import type { OAuth2Api } from "@ory/client";
import { RelyingParty } from "../oauth2/relying-party.js";
import { inEachMode, newTenant, type Tenant } from "../oauth2/tenant.js";
import { oryClient, refusalOf } from "./ory-client.js";

inEachMode((mode) => {
  let tenant: Tenant;
  let ory: OAuth2Api;
  beforeAll(async () => {
    tenant = await newTenant(mode);
    ory = oryClient(tenant);
  });

  describe("GET /admin/clients", () => {
    test("lists an array in pages whose Link header leads from first to last", async () => {
      const own = await newTenant(mode);
      const admin = oryClient(own);
      const created: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        created.push((await RelyingParty.register(own)).id);
      }
      const seen: string[] = [];
      let pageToken: string | undefined;
      do {
        const { data, headers } = await admin.listOAuth2Clients({
          pageSize: 2,
          ...(pageToken === undefined ? {} : { pageToken }),
        });
        expect(Array.isArray(data)).toBe(true);
        expect(JSON.stringify(data)).not.toContain('client_secret"');
        seen.push(...data.map((client) => client.client_id ?? ""));
        const links = String(headers["link"]);
        expect(links).toContain('rel="first"');
        pageToken = /page_token=([^&>]+)[^>]*>; rel="next"/.exec(links)?.[1];
      } while (pageToken !== undefined);
      expect(seen.toSorted()).toEqual(created.toSorted());
    });

    test("finds by name and by owner, exactly", async () => {
      const [name, owner] = [`Shop ${Date.now()}`, `owner-${Date.now()}`];
      await RelyingParty.register(tenant, { client_name: name, owner });
      await RelyingParty.register(tenant, { client_name: `${name} two`, owner });
      expect((await ory.listOAuth2Clients({ clientName: name })).data).toHaveLength(1);
      expect((await ory.listOAuth2Clients({ owner })).data).toHaveLength(2);
      expect((await ory.listOAuth2Clients({ clientName: "%" })).data).toEqual([]);
    });

    test.each([
      ["a page token nobody gave", { pageToken: "nonsense" }],
      ["a page size that is no number", { pageSize: "many" as never }],
    ])("refuses %s with 400", async (_, query) => {
      const refusal = await refusalOf(ory.listOAuth2Clients(query));
      expect(refusal).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    });

    test("refuses a page token of another project", async () => {
      const own = await newTenant(mode);
      for (let count = 0; count < 2; count += 1) await RelyingParty.register(own);
      const { headers } = await oryClient(own).listOAuth2Clients({ pageSize: 1 });
      const pageToken = /page_token=([^&>]+)/.exec(String(headers["link"]))?.[1] ?? "";
      expect((await refusalOf(ory.listOAuth2Clients({ pageToken }))).status).toBe(400);
    });
  });
});
