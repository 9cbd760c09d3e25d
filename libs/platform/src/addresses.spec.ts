import { Addresses, addressesFromEnvironment } from "./addresses.js";
import { Environment } from "./environment.js";

const pathMode = new Addresses({ port: 4000 });
const hostMode = new Addresses({ port: 4000, domain: "example.com" });

describe("addresses in path mode (contract §2)", () => {
  it("share one origin", () => {
    expect(pathMode.mode).toBe("path");
    expect(pathMode.console).toBe("http://localhost:4000");
    expect(pathMode.api).toBe("http://localhost:4000/api");
    expect(pathMode.issuer("console")).toBe("http://localhost:4000/p/console");
    expect(pathMode.issuer("clever-turing-abc")).toBe("http://localhost:4000/p/clever-turing-abc");
  });

  it("follow the port, and the scheme once the gateway terminates TLS", () => {
    expect(new Addresses({ port: 5123 }).console).toBe("http://localhost:5123");
    expect(new Addresses({ port: 4443, tls: true }).console).toBe("https://localhost:4443");
    expect(new Addresses({ port: 80 }).console).toBe("http://localhost");
    expect(new Addresses({ port: 4000, publicPort: 80 }).console).toBe("http://localhost");
  });

  it.each([
    ["/", { kind: "console", path: "/" }],
    ["/projects/x/clients?page=2", { kind: "console", path: "/projects/x/clients?page=2" }],
    ["/apis", { kind: "console", path: "/apis" }],
    ["/people", { kind: "console", path: "/people" }],
    ["/api", { kind: "api", path: "/" }],
    ["/api/", { kind: "api", path: "/" }],
    ["/api/projects?page_size=1", { kind: "api", path: "/projects?page_size=1" }],
    ["/api?x=1", { kind: "api", path: "/?x=1" }],
    ["/p/console", { kind: "project", slug: "console", path: "/" }],
    ["/p/console/", { kind: "project", slug: "console", path: "/" }],
    ["/p/console?x=1", { kind: "project", slug: "console", path: "/?x=1" }],
    [
      "/p/a-b-c1/oauth2/auth?client_id=1",
      { kind: "project", slug: "a-b-c1", path: "/oauth2/auth?client_id=1" },
    ],
    [
      "/p/console/.well-known/openid-configuration",
      { kind: "project", slug: "console", path: "/.well-known/openid-configuration" },
    ],
    [
      "/.well-known/openid-configuration/p/console",
      { kind: "project", slug: "console", path: "/.well-known/openid-configuration" },
    ],
    [
      "/.well-known/oauth-authorization-server/p/console?x=1",
      { kind: "project", slug: "console", path: "/.well-known/oauth-authorization-server?x=1" },
    ],
  ])("route %s", (path, route) => {
    expect(pathMode.route("localhost:4000", path)).toEqual(route);
  });

  it.each([
    "/p",
    "/p/",
    "/p?x",
    "/p/UPPER/oauth2/auth",
    "/p/%63onsole/oauth2/auth",
    "/p/-a/oauth2/auth",
    "/p/a.b/x",
    "/.well-known/openid-configuration",
    "/.well-known/jwks.json/p/console",
    "/.well-known/openid-configuration/p/console/more",
    "/internal",
    "/internal/routing-table",
    "*",
    "",
    "http://localhost:4000/api",
  ])("leave %s to nobody", (path) => {
    expect(pathMode.route("localhost:4000", path)).toBeUndefined();
  });

  it.each(["localhost", "LOCALHOST:4000", "127.0.0.1:4020", "[::1]:4000", "control-plane:4010"])(
    "answer to the local name %s",
    (host) => {
      expect(pathMode.route(host, "/api/x")).toEqual({ kind: "api", path: "/x" });
    },
  );

  it.each([undefined, "", "evil.example", "localhost.evil.example:4000", "a b", "localhost:1:2"])(
    "do not answer to the host %s",
    (host) => {
      expect(pathMode.route(host, "/api/x")).toBeUndefined();
    },
  );
});

describe("addresses in host mode (contract §2)", () => {
  it("give every project a host", () => {
    expect(hostMode.mode).toBe("host");
    expect(hostMode.console).toBe("https://console.example.com");
    expect(hostMode.api).toBe("https://api.console.example.com");
    expect(hostMode.issuer("console")).toBe("https://project.console.example.com");
    expect(hostMode.issuer("a-b-c1")).toBe("https://a-b-c1.projects.example.com");
  });

  it("allow http and a port", () => {
    const local = new Addresses({
      port: 4000,
      domain: "Localhost",
      publicScheme: "http",
      publicPort: 4000,
    });
    expect(local.console).toBe("http://console.localhost:4000");
    expect(local.api).toBe("http://api.console.localhost:4000");
    expect(local.issuer("a")).toBe("http://a.projects.localhost:4000");
    expect(local.route("A.Projects.localhost:4000", "/x")).toEqual({
      kind: "project",
      slug: "a",
      path: "/x",
    });
  });

  it.each([
    ["console.example.com", "/", { kind: "console", path: "/" }],
    ["console.example.com.", "/x", { kind: "console", path: "/x" }],
    ["console.example.com:443", "/api/auth/session", { kind: "api", path: "/auth/session" }],
    ["api.console.example.com", "/projects?x=1", { kind: "api", path: "/projects?x=1" }],
    ["api.console.example.com", "/api/x", { kind: "api", path: "/api/x" }],
    [
      "project.console.example.com",
      "/oauth2/auth",
      { kind: "project", slug: "console", path: "/oauth2/auth" },
    ],
    [
      "a-b-c1.projects.example.com",
      "/.well-known/openid-configuration",
      { kind: "project", slug: "a-b-c1", path: "/.well-known/openid-configuration" },
    ],
    [
      "A-B-C1.PROJECTS.EXAMPLE.COM:8443",
      "/p/other/x",
      { kind: "project", slug: "a-b-c1", path: "/p/other/x" },
    ],
  ])("route %s%s", (host, path, route) => {
    expect(hostMode.route(host, path)).toEqual(route);
  });

  it.each([
    ["example.com", "/"],
    ["localhost:4000", "/p/console/oauth2/auth"],
    ["127.0.0.1:4020", "/oauth2/auth"],
    ["projects.example.com", "/oauth2/auth"],
    [".projects.example.com", "/oauth2/auth"],
    ["a.b.projects.example.com", "/oauth2/auth"],
    ["console.projects.example.com", "/oauth2/auth"],
    ["a.projects.example.com.evil.example", "/oauth2/auth"],
    ["aprojects.example.com", "/oauth2/auth"],
    ["console.example.com", "/p/console/oauth2/auth"],
    ["console.example.com", "/.well-known/openid-configuration"],
    ["console.example.com", "/internal/routing-table"],
    ["api.console.example.com", "/internal/routing-table"],
    ["a.projects.example.com", "/internal/x"],
  ])("leave %s%s to nobody", (host, path) => {
    expect(hostMode.route(host, path)).toBeUndefined();
  });
});

describe("address settings (contract §3)", () => {
  const read = (values: Record<string, string>) =>
    addressesFromEnvironment(new Environment(values));

  it("default to path mode on port 4000", () => {
    expect(read({}).console).toBe("http://localhost:4000");
  });

  it("read host mode with scheme and port", () => {
    const addresses = read({
      GRANTRY_DOMAIN: "Example.com",
      GRANTRY_PUBLIC_SCHEME: "http",
      GRANTRY_PUBLIC_PORT: "8080",
    });
    expect(addresses.issuer("a")).toBe("http://a.projects.example.com:8080");
  });

  it.each<[Record<string, string>, string]>([
    [{ GRANTRY_PORT: "0" }, "GRANTRY_PORT"],
    [{ GRANTRY_PORT: "x" }, "GRANTRY_PORT"],
    [{ GRANTRY_DOMAIN: "exa mple" }, "GRANTRY_DOMAIN"],
    [{ GRANTRY_DOMAIN: "https://example.com" }, "GRANTRY_DOMAIN"],
    [{ GRANTRY_DOMAIN: "10.0.0.1" }, "GRANTRY_DOMAIN"],
    [{ GRANTRY_PUBLIC_SCHEME: "ftp" }, "GRANTRY_PUBLIC_SCHEME"],
    [{ GRANTRY_PUBLIC_PORT: "70000" }, "GRANTRY_PUBLIC_PORT"],
    [{ GRANTRY_TLS_CERT: "/c" }, "GRANTRY_TLS_KEY"],
    [{ GRANTRY_TLS_KEY: "/k" }, "GRANTRY_TLS_CERT"],
    [{ NODE_ENV: "production" }, "GRANTRY_DOMAIN"],
  ])("refuse %j", (values, variable) => {
    expect(() => read(values)).toThrow(expect.objectContaining({ variable }));
  });

  it("accept path mode in production only when asked to", () => {
    expect(read({ NODE_ENV: "production", GRANTRY_ALLOW_PATH_MODE: "1" }).mode).toBe("path");
    expect(read({ NODE_ENV: "production", GRANTRY_DOMAIN: "example.com" }).mode).toBe("host");
  });
});
