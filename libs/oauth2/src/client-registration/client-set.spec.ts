import { anIssuer } from "../testing/builders.js";
import type { TestIssuer } from "../testing/builders.js";
import { refusalOf } from "../testing/refusal.js";
import { applyClientSet, clientSet, planClientSet } from "./client-set.js";
import { createClient, findClient, replaceClient } from "./register-client.js";

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await anIssuer();
});

const web = {
  client_id: "web",
  client_name: "Web",
  grant_types: ["authorization_code"],
  redirect_uris: ["https://app.example/callback"],
  scope: "openid",
};
const actions = (plan: { changes: readonly { action: string; client_id: string }[] }) =>
  plan.changes.map(({ action, client_id }) => `${action} ${client_id}`);

describe("the clients of an issuer as one document", () => {
  test("are made equal to a list, and then there is nothing left to do", async () => {
    await createClient(issuer, { client_id: "old" });
    const plan = await planClientSet(issuer, [web]);
    expect(actions(plan)).toEqual(["create web", "delete old"]);
    const applied = await applyClientSet(issuer, [web], plan.etag);
    expect(applied.changes).toEqual(plan.changes);
    expect(actions(await planClientSet(issuer, [web]))).toEqual([]);
    expect((await clientSet(issuer)).etag).toBe(applied.etag);
  });

  test("are written down without what is empty, and read back as they were", async () => {
    await createClient(issuer, { ...web, contacts: [], metadata: { b: 1, a: { d: 1, c: 2 } } });
    await createClient(issuer, { client_id: "bare", token_endpoint_auth_method: "none" });
    const { clients, etag } = await clientSet(issuer);
    expect(clients).toEqual([
      {
        client_id: "bare",
        scope: "offline_access offline openid",
        token_endpoint_auth_method: "none",
      },
      {
        ...web,
        metadata: { b: 1, a: { d: 1, c: 2 } },
        token_endpoint_auth_method: "client_secret_basic",
      },
    ]);
    const reordered = clients.map((client) =>
      client["client_id"] === "web" ? { ...client, metadata: { a: { c: 2, d: 1 }, b: 1 } } : client,
    );
    expect(await planClientSet(issuer, reordered)).toEqual({ etag, changes: [] });
  });

  test("keep a client without scopes without", async () => {
    await createClient(issuer, { client_id: "none", scope: " " });
    const { clients } = await clientSet(issuer);
    expect(clients[0]).toMatchObject({ scope: "" });
    expect(actions(await planClientSet(issuer, clients))).toEqual([]);
  });

  test("get secrets when they are new, and keep them when they change", async () => {
    const { issued_secrets: issued } = await applyClientSet(issuer, [web], undefined);
    expect(issued).toEqual([{ client_id: "web", client_secret: expect.any(String) }]);
    const { secrets } = await findClient(issuer, "web");
    const renamed = await applyClientSet(issuer, [{ ...web, client_name: "Other" }], undefined);
    expect(renamed.issued_secrets).toEqual([]);
    expect((await findClient(issuer, "web")).secrets).toEqual(secrets);
  });

  test("leave those alone that registered themselves", async () => {
    await createClient(issuer, { client_id: "guest" }, { origin: "self_registered" });
    expect((await clientSet(issuer)).clients).toEqual([]);
    expect(actions(await planClientSet(issuer, []))).toEqual([]);
  });

  test("are not changed when another change came between", async () => {
    await createClient(issuer, web);
    const plan = await planClientSet(issuer, []);
    await replaceClient(issuer, "web", { ...web, client_name: "Changed" });
    const refusal = await refusalOf(() => applyClientSet(issuer, [], plan.etag));
    expect(refusal).toMatchObject({ status: 409 });
    expect(await findClient(issuer, "web")).toBeDefined();
  });

  test.each([
    ["an id is missing", [{ client_name: "Web" }]],
    ["an id stands there twice", [web, web]],
    ["a secret stands there", [{ ...web, client_secret: "a chosen secret" }]],
    ["a member is wrong", [{ ...web, redirect_uris: ["no address"] }]],
    ["it is no list", { web }],
  ])("are refused as a whole when %s", async (_what, documents) => {
    const refusal = await refusalOf(() => applyClientSet(issuer, documents, undefined));
    expect(refusal).toMatchObject({ status: 400 });
    expect((await clientSet(issuer)).clients).toEqual([]);
  });
});
