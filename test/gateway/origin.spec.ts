import { GatewayAlone } from "./gateway-alone.js";

const claims = {
  "x-forwarded-for": "198.51.100.7",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "evil.example",
  "x-forwarded-port": "1",
  forwarded: "for=198.51.100.7",
  "x-real-ip": "198.51.100.7",
  "x-request-id": "chosen-by-the-client",
};

describe("what the gateway says about a request's origin (contract §3)", () => {
  let gateway: GatewayAlone;

  beforeAll(async () => {
    gateway = await GatewayAlone.start();
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it("replaces everything a client claims", async () => {
    const answer = await gateway.get("/p/x/y", "localhost", claims);
    const { headers } = gateway.plane.last;
    expect(headers).toMatchObject({
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": `localhost:${gateway.port}`,
      host: `localhost:${gateway.port}`,
    });
    expect(headers).not.toHaveProperty("forwarded");
    expect(headers).not.toHaveProperty("x-real-ip");
    expect(headers).not.toHaveProperty("x-forwarded-port");
    expect(headers["x-request-id"]).not.toBe(claims["x-request-id"]);
    expect(answer.headers.get("x-request-id")).toBe(headers["x-request-id"]);
  });

  it("passes on no header of the connection (RFC 9110 §7.6.1)", async () => {
    await gateway.get("/p/x/y", "localhost", {
      connection: "x-one-hop, keep-alive",
      "x-one-hop": "secret",
      "proxy-authorization": "Basic eA==",
      te: "trailers",
      "x-end-to-end": "kept",
    });
    const { headers } = gateway.plane.last;
    expect(headers).not.toHaveProperty("x-one-hop");
    expect(headers).not.toHaveProperty("proxy-authorization");
    expect(headers).not.toHaveProperty("te");
    expect(headers["x-end-to-end"]).toBe("kept");
  });
});

describe("behind a trusted proxy (GRANTRY_TRUSTED_PROXIES)", () => {
  let gateway: GatewayAlone;

  beforeAll(async () => {
    gateway = await GatewayAlone.start({
      env: { GRANTRY_TRUSTED_PROXIES: "127.0.0.0/8", GRANTRY_DOMAIN: "example.com" },
    });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it("believes address, scheme, host and a well-formed request id", async () => {
    const headers = { ...claims, "x-forwarded-host": "x.projects.example.com" };
    const answer = await gateway.get("/y", "inside.example", headers);
    expect(answer.headers.get("x-request-id")).toBe("chosen-by-the-client");
    expect(gateway.plane.last.headers).toMatchObject({
      "x-forwarded-for": "198.51.100.7",
      "x-forwarded-proto": "https",
      host: "x.projects.example.com",
      "x-request-id": "chosen-by-the-client",
    });
  });

  it("replaces a malformed request id", async () => {
    const headers = { "x-request-id": "no spaces, no commas" };
    const answer = await gateway.get("/y", "x.projects.example.com", headers);
    expect(answer.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  });
});
