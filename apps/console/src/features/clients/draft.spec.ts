import { DEVICE_CODE, offeredTypes } from "./client-type.js";
import { bodyOf, emptyDraft, outcomeOf, withType } from "./draft.js";

describe("what each type of client becomes (console, section 6.6)", () => {
  test.each([
    ["web", ["authorization_code", "refresh_token"], "client_secret_basic", "skipped"],
    ["browser", ["authorization_code", "refresh_token"], "none", "skipped"],
    ["native", ["authorization_code", "refresh_token"], "none", "asked"],
    ["device", [DEVICE_CODE, "refresh_token"], "none", "asked"],
    ["service", ["client_credentials"], "client_secret_basic", "none"],
    ["agent", ["authorization_code", "refresh_token"], "none", "asked"],
    ["other", ["authorization_code"], "client_secret_basic", "asked"],
  ] as const)("%s", (type, grantTypes, method, consent) => {
    const outcome = outcomeOf(emptyDraft(type));
    expect(outcome.grantTypes).toEqual(grantTypes);
    expect(outcome.authenticationMethod).toBe(method);
    expect(outcome.consent).toBe(consent);
  });

  test("another party's web server asks for consent", () => {
    expect(outcomeOf({ ...emptyDraft("web"), party: "anothers" }).consent).toBe("asked");
  });

  test("a service gets no scopes and no redirect URIs", () => {
    const body = bodyOf({ ...emptyDraft("service"), name: " importer " });
    expect(body).toEqual({
      client_name: "importer",
      grant_types: ["client_credentials"],
      response_types: [],
      token_endpoint_auth_method: "client_secret_basic",
      scope: " ",
    });
  });

  test("a browser client is allowed from the origins of its redirect URIs", () => {
    const body = bodyOf({
      ...emptyDraft("browser"),
      redirectUris: ["https://app.example.com/a", "https://app.example.com/b"],
    });
    expect(body.allowed_cors_origins).toEqual(["https://app.example.com"]);
  });

  test("another type keeps what was typed and follows the defaults that were not touched", () => {
    const draft = withType({ ...emptyDraft("web"), name: "importer" }, "service");
    expect(draft.name).toBe("importer");
    expect(draft.scopes).toEqual([]);
    const touched = withType({ ...emptyDraft("web"), scopes: ["orders.read"] }, "service");
    expect(touched.scopes).toEqual(["orders.read"]);
  });

  test("only types whose grant types the project serves are offered", () => {
    const supported = ["authorization_code", "refresh_token", "client_credentials"];
    expect(offeredTypes(supported)).toEqual([
      "web",
      "browser",
      "native",
      "service",
      "agent",
      "other",
    ]);
    expect(offeredTypes([...supported, DEVICE_CODE])).toContain("device");
  });
});
