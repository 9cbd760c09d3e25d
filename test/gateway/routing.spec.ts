import { GatewayAlone } from "./gateway-alone.js";

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

async function echoed(answer: Response): Promise<Echo> {
  return (await answer.json()) as Echo;
}

describe("gateway in path mode (contract §2)", () => {
  let gateway: GatewayAlone;

  beforeAll(async () => {
    gateway = await GatewayAlone.start();
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it("hands projects and API their requests with host, path and query unchanged", async () => {
    const target = "/p/some-project/oauth2/auth?state=%20a%2Fb&x=1";
    const toProject = await echoed(await gateway.get(target));
    expect(toProject.url).toBe(target);
    expect(toProject.headers["host"]).toBe(`localhost:${gateway.port}`);
    expect(gateway.plane.requests).toHaveLength(1);

    const toApi = await echoed(await gateway.get("/api/projects?page_size=2"));
    expect(toApi.url).toBe("/api/projects?page_size=2");
    expect(gateway.controlPlane.requests).toHaveLength(1);
  });

  it.each([
    "/.well-known/openid-configuration/p/some-project",
    "/.well-known/oauth-authorization-server/p/some-project",
  ])("hands %s to the project's plane (RFC 8414 §3.1)", async (target) => {
    expect((await echoed(await gateway.get(target))).url).toBe(target);
  });

  it.each(["/health", "/health/other", "/.well-known/other", "/p/", "/p", "/p/UPPER/x"])(
    "answers 404 at %s and never a page",
    async (target) => {
      const answer = await gateway.get(target, "localhost", { accept: "text/html" });
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toMatch("application/json");
    },
  );

  it.each([
    "/internal/routing-table",
    "/api/internal/routing-table",
    "/api/%69nternal/x",
    "/api//internal/x",
  ])("keeps %s inside", async (target) => {
    const before = gateway.controlPlane.requests.length;
    expect((await gateway.get(target)).status).toBe(404);
    expect(gateway.controlPlane.requests).toHaveLength(before);
  });

  it("answers 404 to a foreign host, without a hint", async () => {
    const answer = await gateway.get("/p/some-project/oauth2/auth", "evil.example");
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/localhost|domain|host/i);
  });

  it("names every answer with a request id", async () => {
    for (const target of ["/p/x/y", "/api/x", "/nothing.js", "/health/alive", "/p/"]) {
      const answer = await gateway.get(target);
      expect(answer.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    }
    const refusal = await gateway.get("/p/");
    const body = (await refusal.json()) as { error: { request: string } };
    expect(body.error.request).toBe(refusal.headers.get("x-request-id"));
  });
});

describe("gateway in host mode (contract §2)", () => {
  let gateway: GatewayAlone;

  beforeAll(async () => {
    gateway = await GatewayAlone.start({ env: { GRANTRY_DOMAIN: "example.com" } });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it.each([
    ["some-project.projects.example.com", "/oauth2/auth?x=1"],
    ["Some-Project.Projects.Example.Com", "/.well-known/openid-configuration"],
    ["project.console.example.com", "/oauth2/auth"],
  ])("hands %s%s to a plane", async (host, target) => {
    const before = gateway.plane.requests.length;
    const answer = await echoed(await gateway.get(target, host));
    expect(answer.url).toBe(target);
    expect(answer.headers["host"]?.toLowerCase()).toBe(`${host.toLowerCase()}:${gateway.port}`);
    expect(gateway.plane.requests).toHaveLength(before + 1);
  });

  it.each([
    ["api.console.example.com", "/projects"],
    ["console.example.com", "/api/auth/session"],
  ])("hands %s%s to the control plane", async (host, target) => {
    const before = gateway.controlPlane.requests.length;
    expect((await echoed(await gateway.get(target, host))).url).toBe(target);
    expect(gateway.controlPlane.requests).toHaveLength(before + 1);
  });

  it.each([
    ["localhost", "/p/some-project/oauth2/auth"],
    ["127.0.0.1", "/api/projects"],
    ["example.com", "/"],
    ["console.projects.example.com", "/oauth2/auth"],
    ["a.b.projects.example.com", "/oauth2/auth"],
    ["evil.example", "/oauth2/auth"],
    ["api.console.example.com", "/internal/routing-table"],
    ["some-project.projects.example.com", "/internal/x"],
  ])("answers 404 at %s%s", async (host, target) => {
    const before = gateway.plane.requests.length + gateway.controlPlane.requests.length;
    expect((await gateway.get(target, host)).status).toBe(404);
    expect(gateway.plane.requests.length + gateway.controlPlane.requests.length).toBe(before);
  });

  it("answers health on every host", async () => {
    expect((await gateway.get("/health/alive", "127.0.0.1")).status).toBe(200);
    expect((await gateway.get("/health/ready", "some.where")).status).toBe(200);
  });
});
