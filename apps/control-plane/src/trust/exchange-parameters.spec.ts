import { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE_GRANT_TYPE } from "@grantry/contracts";
import { readExchange } from "./exchange-parameters.js";

const api = "https://api.console.example.com";
const workspace = "e727d05d-4a21-4ecc-8280-b8569aa5aab1";
const other = "00000000-0000-4000-8000-000000000001";
const whole = {
  grant_type: TOKEN_EXCHANGE_GRANT_TYPE,
  subject_token: "a.b.c",
  subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  workspace,
};
const read = (fields: Record<string, string>) =>
  readExchange(new URLSearchParams({ ...whole, ...fields }).toString(), api);

describe("the form of a token exchange (RFC 8693 §2.1)", () => {
  it("names a workspace, directly or as the audience", () => {
    expect(read({}).by).toEqual({ workspaceId: workspace });
    expect(read({ workspace: "", audience: workspace }).by).toEqual({ workspaceId: workspace });
    expect(read({ audience: api }).by).toEqual({ workspaceId: workspace });
    expect(read({ workspace: "", trusted_issuer: other }).by).toEqual({ id: other });
    expect(read({ trusted_issuer: other }).by).toEqual({ workspaceId: workspace, id: other });
  });

  it("asks for less by scope and resource", () => {
    const form = `${new URLSearchParams(whole).toString()}&resource=a&resource=b&scope=x%20y`;
    expect(readExchange(form, api)).toMatchObject({ resources: ["a", "b"], scope: ["x", "y"] });
    expect(read({ scope: "" }).scope).toBeUndefined();
  });

  it.each([
    ["invalid_request", { grant_type: "" }],
    ["unsupported_grant_type", { grant_type: "client_credentials" }],
    ["invalid_request", { subject_token: "" }],
    ["invalid_request", { subject_token_type: ACCESS_TOKEN_TYPE }],
    ["invalid_request", { actor_token: "x" }],
    ["invalid_request", { requested_token_type: whole.subject_token_type }],
    ["invalid_request", { workspace: "" }],
    ["invalid_target", { workspace: "acme" }],
    ["invalid_target", { audience: "https://elsewhere.example.com" }],
    ["invalid_target", { trusted_issuer: "1" }],
  ])("is refused as %s with %j", (code, fields) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code }));
  });

  it("carries each parameter once (RFC 6749 §3.2)", () => {
    const form = `${new URLSearchParams(whole).toString()}&workspace=${other}`;
    expect(() => readExchange(form, api)).toThrow(
      expect.objectContaining({ code: "invalid_request" }),
    );
  });
});
