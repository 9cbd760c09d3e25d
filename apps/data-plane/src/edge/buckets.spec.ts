import { addressBucketOf, bucketOf } from "./buckets.js";

describe("the bucket of a route", () => {
  it.each([
    ["GET", "/.well-known/openid-configuration", "hydra-public-high"],
    ["GET", "/.well-known/jwks.json", "hydra-public-high"],
    ["POST", "/oauth2/device/auth", "hydra-public-high"],
    ["OPTIONS", "/oauth2/token", "hydra-public-high"],
    ["GET", "/oauth2/auth", "hydra-public-medium"],
    ["POST", "/oauth2/token", "hydra-public-medium"],
    ["POST", "/oauth2/revoke", "hydra-public-medium"],
    ["GET", "/oauth2/sessions/logout", "hydra-public-medium"],
    ["GET", "/userinfo", "hydra-public-medium"],
    ["POST", "/oauth2/register", "hydra-public-low"],
    ["PUT", "/oauth2/register/:id", "hydra-public-low"],
    ["GET", "/admin/clients", "hydra-admin-medium"],
    ["GET", "/admin/clients/:id", "hydra-admin-high"],
    ["PATCH", "/admin/clients/:id", "hydra-admin-low"],
    ["POST", "/admin/clients/:id/secrets/rotate", "hydra-admin-high"],
    ["GET", "/admin/keys/:set", "hydra-admin-medium"],
    ["POST", "/admin/keys/:set", "hydra-admin-low"],
    ["PUT", "/admin/oauth2/auth/requests/login/accept", "hydra-admin-high"],
    ["GET", "/admin/oauth2/auth/sessions/consent", "hydra-admin-high"],
    ["DELETE", "/admin/oauth2/auth/sessions/consent", "hydra-admin-low"],
    ["POST", "/admin/oauth2/introspect", "hydra-admin-high"],
    ["DELETE", "/admin/oauth2/tokens", "hydra-admin-low"],
    ["GET", "/admin/trust/grants/jwt-bearer/issuers", "hydra-admin-medium"],
    ["GET", "/ui/login", "account-pages"],
  ])("%s %s is %s", (method, route, name) => {
    expect(bucketOf(method, route)?.name).toBe(name);
  });

  it.each(["/health/ready", "/process/health/alive", "/version"])("%s has none", (route) => {
    expect(bucketOf("GET", route)).toBeUndefined();
  });

  it("counts registrations and passwords by network address too", () => {
    expect(addressBucketOf("POST", "/oauth2/register")?.name).toBe("address-registration");
    expect(addressBucketOf("POST", "/ui/login")?.name).toBe("address-password");
    expect(addressBucketOf("GET", "/ui/login")).toBeUndefined();
    expect(addressBucketOf("POST", "/oauth2/token")).toBeUndefined();
  });
});
