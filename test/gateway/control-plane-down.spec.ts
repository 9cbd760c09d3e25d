import { Backend, echo, GatewayAlone } from "./gateway-alone.js";
import { freePort } from "@grantry/infra";

describe("static stability (architecture §1)", () => {
  let gateway: GatewayAlone;

  beforeAll(async () => {
    gateway = await GatewayAlone.start();
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it("serves the planes without the control plane, and says what is missing", async () => {
    await gateway.controlPlane.stop();
    expect((await gateway.get("/p/x/oauth2/auth")).status).toBe(200);
    expect((await gateway.get("/health/ready")).status).toBe(200);

    const api = await gateway.get("/api/projects");
    expect(api.status).toBe(503);
    expect(await api.json()).toMatchObject({
      error: { code: 503, id: "service_unavailable", request: api.headers.get("x-request-id") },
    });

    await gateway.controlPlane.start();
    expect((await gateway.get("/api/projects")).status).toBe(200);
  });

  it("is not ready and answers 503 while no plane is there (RFC 6749 §4.1.2.1)", async () => {
    await gateway.plane.stop();
    const answer = await gateway.get("/p/x/oauth2/auth");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: "temporarily_unavailable" });
    expect((await gateway.get("/health/ready")).status).toBe(503);
    expect((await gateway.get("/health/alive")).status).toBe(200);
    await gateway.plane.start();
  });
});

describe("the routing table", () => {
  it("places projects, and outlives both the control plane and the gateway", async () => {
    const second = new Backend(await freePort(), (_request, response) => response.end("second"));
    await second.start();
    let firstUrl = "";
    const gateway = await GatewayAlone.start({
      plane: (_request, response) => response.end("first"),
      controlPlane: (request, response) => {
        if (request.url !== "/internal/routing-table" || firstUrl === "") {
          echo(request, response);
          return;
        }
        const planes = { one: [firstUrl], two: [second.url] };
        const table = { planes, default_plane: "one", projects: { moved: "two" } };
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(table));
      },
    });
    firstUrl = gateway.plane.url;
    const servedBy = async (slug: string): Promise<string> =>
      await (await gateway.get(`/p/${slug}/oauth2/auth`)).text();
    try {
      // The first table arrives within the first refresh.
      const until = Date.now() + 8_000;
      while ((await servedBy("moved")) !== "second" && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(await servedBy("moved")).toBe("second");
      expect(await servedBy("other")).toBe("first");

      await gateway.controlPlane.stop();
      gateway.kill("SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 300));
      await waitAlive(gateway);
      expect(await servedBy("moved")).toBe("second");
    } finally {
      await gateway.stop();
      await second.stop();
    }
  });
});

async function waitAlive(gateway: GatewayAlone): Promise<void> {
  for (let count = 0; count < 200; count += 1) {
    const answer = await gateway.get("/health/alive").catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(gateway.output());
}
