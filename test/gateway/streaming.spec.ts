import http from "node:http";
import { once } from "node:events";
import { GatewayAlone } from "./gateway-alone.js";

describe("passing requests on", () => {
  let gateway: GatewayAlone;
  const backendEvents = new EventTarget();

  beforeAll(async () => {
    gateway = await GatewayAlone.start({
      plane: (request, response) => {
        if (request.url?.endsWith("/slow-answer") === true) {
          response.write("first ");
          backendEvents.addEventListener("go-on", () => response.end("second"), { once: true });
        } else if (request.url?.endsWith("/broken") === true) {
          response.writeHead(200, { "content-length": 100 });
          response.write("half");
          setTimeout(() => response.destroy(), 20);
        } else if (request.url?.endsWith("/headers") === true) {
          response.writeHead(
            302,
            "Moved Over There",
            [
              ["set-cookie", "a=1"],
              ["set-cookie", "b=2"],
              ["location", "https://elsewhere.example/?x=1"],
              ["connection", "x-hop"],
              ["x-hop", "inside"],
            ].flat(),
          );
          response.end();
        } else {
          request.once("data", () => backendEvents.dispatchEvent(new Event("first-chunk")));
          request.resume().once("end", () => response.end("done"));
        }
      },
    });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it("streams an answer while it is being made", async () => {
    const answer = await gateway.get("/p/x/slow-answer");
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe("first ");
    backendEvents.dispatchEvent(new Event("go-on"));
    const second = await reader?.read();
    expect(Buffer.from(second?.value ?? []).toString()).toBe("second");
  });

  it("streams a request while it is being sent", async () => {
    const arrived = once(backendEvents, "first-chunk");
    const request = http.request(gateway.url("/p/x/upload"), { method: "POST", agent: false });
    request.write("first");
    await arrived;
    const answered = once(request, "response");
    request.end("second");
    const [answer] = (await answered) as [http.IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.resume();
  });

  it("reuses connections to the plane", async () => {
    gateway.plane.connections.clear();
    for (let count = 0; count < 10; count += 1) {
      const answer = await gateway.get("/p/x/upload");
      await answer.text();
    }
    expect(gateway.plane.connections.size).toBe(1);
  });

  it("goes on when the plane has closed its idle connections", async () => {
    await (await gateway.get("/p/x/upload")).text();
    await gateway.plane.stop();
    await gateway.plane.start();
    const answer = await gateway.get("/p/x/upload");
    expect(answer.status).toBe(200);
  });

  it("keeps repeated headers, status text and redirects, and drops those of the connection", async () => {
    const answer = await gateway.get("/p/x/headers");
    expect(answer.status).toBe(302);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(answer.headers.get("location")).toBe("https://elsewhere.example/?x=1");
    expect(answer.headers.get("x-hop")).toBeNull();
  });

  it("breaks off an answer that breaks off, rather than ending it as if whole", async () => {
    const answer = await gateway.get("/p/x/broken");
    await expect(answer.text()).rejects.toThrow();
  });

  it("lets a running request finish on SIGTERM and refuses new ones", async () => {
    const answer = await gateway.get("/p/x/slow-answer");
    gateway.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 150));
    backendEvents.dispatchEvent(new Event("go-on"));
    expect(await answer.text()).toBe("first second");
    await gateway.ready();
    expect(gateway.output()).toMatch("gateway ended (exit code 0)");
  });
});

describe("a gateway with GRANTRY_DRAIN_SECONDS", () => {
  it("says 503 at its readiness and serves on before it refuses new requests", async () => {
    const gateway = await GatewayAlone.start({ env: { GRANTRY_DRAIN_SECONDS: "1" } });
    try {
      gateway.kill("SIGTERM");
      let ready = 200;
      for (let looks = 0; ready === 200 && looks < 50; looks += 1) {
        ready = (await gateway.get("/health/ready")).status;
      }
      expect(ready).toBe(503);
      expect((await gateway.get("/health/alive")).status).toBe(200);
      expect((await gateway.get("/p/x/still-served")).status).toBe(200);
      await gateway.ready();
      expect(gateway.output()).toMatch("gateway ended (exit code 0)");
    } finally {
      await gateway.stop();
    }
  });
});
