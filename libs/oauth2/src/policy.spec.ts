import fc from "fast-check";
import { parsePolicy } from "./policy.js";

const DEFAULTS = parsePolicy({}).policy;

const SOME_PATHS = [
  "ttl",
  "ttl.access_token",
  "ttl.refresh_token",
  "strategies.scope",
  "oauth2.token_prefix",
  "oauth2.pkce.enforced",
  "oauth2.allowed_top_level_claims",
  "oidc.subject_identifiers.supported_types",
  "urls.login",
  "serve.cookies.same_site_mode",
];

describe("a project's configuration", () => {
  test("has Hydra's and the contract's defaults (ory-hydra §4.5, contract §6)", () => {
    expect(DEFAULTS).toMatchObject({
      lifetimes: {
        accessToken: 3600,
        idToken: 3600,
        refreshToken: 2_592_000,
        authorizationCode: 600,
        loginConsentRequest: 1800,
      },
      accessTokenStrategy: "opaque",
      scopeStrategy: "wildcard",
      tokenPrefix: "gry_%s_",
      pkceEnforced: false,
      refreshGraceSeconds: 10,
      clientCredentialsDefaultScope: false,
      defaultScope: "offline_access offline openid",
      subjectTypes: ["public"],
      urls: {},
    });
  });

  test("is read by Hydra's keys", () => {
    const { policy, problems } = parsePolicy({
      ttl: { access_token: "30m", refresh_token: "-1", auth_code: "1m" },
      strategies: { access_token: "jwt", scope: "exact", jwt: { scope_claim: "both" } },
      oauth2: {
        pkce: { enforced: true },
        token_prefix: "acme_%s_",
        grant: { refresh_token: { rotation_grace_period: "0s" } },
      },
      urls: { login: "https://login.example.com/" },
    });
    expect(problems).toEqual([]);
    expect(policy).toMatchObject({
      lifetimes: { accessToken: 1800, refreshToken: undefined, authorizationCode: 60 },
      accessTokenStrategy: "jwt",
      scopeStrategy: "exact",
      jwtScopeClaim: "both",
      pkceEnforced: true,
      tokenPrefix: "acme_%s_",
      refreshGraceSeconds: 0,
      urls: { login: "https://login.example.com/" },
    });
  });

  test.each([
    ["ttl.access_token", "1s"],
    ["ttl.access_token", "1d"],
    ["ttl.access_token", 3600],
    ["ttl.auth_code", "11m"],
    ["ttl.refresh_token", "1m"],
    ["strategies.access_token", "JWT"],
    ["oauth2.token_prefix", "no placeholder"],
    ["oauth2.token_prefix", "%s%s"],
    ["oauth2.pkce.enforced", "true"],
    ["oauth2.grant.refresh_token.rotation_grace_period", "301s"],
    ["urls.login", "javascript:alert(1)"],
    ["urls.login", "/login"],
    ["oauth2.allowed_top_level_claims", ["sub"]],
    ["oauth2.allowed_top_level_claims", "tier"],
  ])("keeps the default of %s when it is %j, and says so", (path, value) => {
    const { policy, problems } = parsePolicy(documentOf(path, value));
    expect(problems).toEqual([{ path, reason: expect.stringMatching(/^Use /) }]);
    expect(policy).toEqual(DEFAULTS);
  });

  test("is never refused as a whole: a plane serves whatever was stored (property)", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...SOME_PATHS), (value, path) => {
        expect(parsePolicy(value).policy.lifetimes.accessToken).toBeGreaterThan(0);
        const { policy, problems } = parsePolicy(documentOf(path, value));
        fc.pre(problems.length > 0);
        expect(policy).toEqual(DEFAULTS);
      }),
    );
  });

  test("ignores what it does not know and what is null", () => {
    const { policy, problems } = parsePolicy({ unheard: { of: 1 }, ttl: { access_token: null } });
    expect(problems).toEqual([]);
    expect(policy).toEqual(DEFAULTS);
  });
});

function documentOf(path: string, value: unknown): unknown {
  return path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}
