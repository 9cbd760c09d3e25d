import type { JsonPatch } from "@grantry/contracts";
import { ControlError } from "./errors.js";
import { newProjectDocument, patchProjectDocument } from "./project-document.js";

const fixed = {
  id: "i",
  slug: "s",
  revision_id: "r",
  workspace_id: "w",
  home_region: "global",
};

function patched(patch: JsonPatch, document = newProjectDocument("Photos", "dev")) {
  return patchProjectDocument(document, fixed, patch);
}

function refusalOf(patch: JsonPatch): string {
  try {
    patched(patch);
    return "accepted";
  } catch (refusal) {
    if (!(refusal instanceof ControlError)) throw refusal;
    return refusal.code;
  }
}

const config = "/services/oauth2/config";

describe("project document (RFC 6902)", () => {
  it("creates the objects above a setting", () => {
    const path = `${config}/oauth2/grant/refresh_token/rotation_grace_period`;
    const { document } = patched([{ op: "replace", path, value: "30s" }]);
    expect(document.services.oauth2.config).toEqual({
      oauth2: { grant: { refresh_token: { rotation_grace_period: "30s" } } },
    });
  });

  it("leaves the given document alone", () => {
    const document = newProjectDocument("Photos", "dev");
    patched([{ op: "replace", path: "/name", value: "Other" }], document);
    expect(document.name).toBe("Photos");
  });

  it("keeps a hidden value that comes back as it was shown", () => {
    const path = `${config}/oidc/subject_identifiers/pairwise/salt`;
    const { document } = patched([{ op: "add", path, value: "a long salt" }]);
    const again = patched([{ op: "replace", path: "/name", value: "Other" }], document);
    expect(again.document.services).toEqual(document.services);
  });

  it("warns of keys that it does not know", () => {
    const { warnings } = patched([{ op: "add", path: `${config}/dsn`, value: "memory" }]);
    expect(warnings).toEqual([
      { code: 1, message: "services.oauth2.config.dsn is not known and has no effect." },
    ]);
  });

  it("warns of members and services that a project does not have", () => {
    const { warnings } = patched([
      { op: "add", path: "/tier", value: "gold" },
      { op: "add", path: "/services/talos", value: { config: {} } },
    ]);
    expect(warnings.map(({ message }) => message)).toEqual([
      "tier is not known and has no effect.",
      "services.talos is not known and has no effect.",
    ]);
  });

  it.each(["ttl", "oauth2/pkce", "urls"])(
    "refuses something else than an object at %s",
    (group) => {
      for (const value of ["1h", 5, true, []]) {
        expect(refusalOf([{ op: "add", path: `${config}/${group}`, value }])).toBe("bad_request");
      }
      expect(refusalOf([{ op: "add", path: `${config}/${group}`, value: null }])).toBe("accepted");
    },
  );

  it.each([
    ["ttl/access_token", "59s"],
    ["ttl/access_token", "721h"],
    ["ttl/access_token", 3600],
    ["ttl/auth_code", "11m"],
    ["ttl/refresh_token", "30m"],
    ["oauth2/token_prefix", "no placeholder"],
    ["oauth2/token_prefix", "%s%s"],
    ["oauth2/allowed_top_level_claims", ["sub"]],
    ["oauth2/grant/refresh_token/rotation_grace_period", "301s"],
    ["oidc/subject_identifiers/pairwise/salt", "short"],
    ["urls/login", "http://login.example/"],
    ["urls/login", "https://user:secret@login.example/"],
    ["strategies/access_token", "paseto"],
    ["serve/cookies/same_site_mode", "lax"],
  ])("refuses %s %j", (key, value) => {
    expect(refusalOf([{ op: "add", path: `${config}/${key}`, value }])).toBe("bad_request");
  });

  it.each([
    ["ttl/refresh_token", "-1"],
    ["ttl/refresh_token", "87600h"],
    ["urls/login", ""],
    ["urls/login", "http://127.0.0.1:3000/login"],
    ["oauth2/token_prefix", "acme_%s_"],
    ["oauth2/allowed_top_level_claims", ["tenant"]],
    ["strategies/access_token", "jwt"],
  ])("accepts %s %j", (key, value) => {
    expect(refusalOf([{ op: "add", path: `${config}/${key}`, value }])).toBe("accepted");
  });

  it.each([
    [{ op: "replace", path: "/cors_public/origins", value: ["https://app.example/path"] }],
    [{ op: "replace", path: "/cors_public/origins", value: ["javascript:1"] }],
    [{ op: "replace", path: "/state", value: "deleted" }],
    [{ op: "replace", path: "/services", value: null }],
    [{ op: "add", path: "/__proto__/polluted", value: 1 }],
    [{ op: "add", path: `${config}/constructor/prototype/polluted`, value: 1 }],
  ] as JsonPatch[])("refuses %j", (operation) => {
    expect(refusalOf([operation])).toBe("bad_request");
  });

  it("accepts a wildcard origin of one level", () => {
    const value = ["*", "https://*.example.com", "http://localhost:3000"];
    expect(refusalOf([{ op: "replace", path: "/cors_admin/origins", value }])).toBe("accepted");
  });
});
