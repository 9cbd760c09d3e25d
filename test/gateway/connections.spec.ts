import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { echo, GatewayAlone } from "./gateway-alone.js";

/** More than what the sockets between the two ends hold. */
const LARGE = 64 * 1024 * 1024;

interface Echoed {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

describe("connections of the gateway (RFC 9112 §9)", () => {
  let gateway: GatewayAlone;
  let flow: { written: number; isOver: boolean };

  beforeAll(async () => {
    gateway = await GatewayAlone.start({
      plane: (request, response) => {
        const name = request.url?.split("/").at(-1) ?? "";
        if (name === "large") {
          response.writeHead(200, { "content-length": LARGE });
          flow = { written: 0, isOver: false };
          const piece = Buffer.alloc(64 * 1024, "x");
          const writeOn = () => {
            while (flow.written < LARGE) {
              flow.written += piece.length;
              if (!response.write(piece)) return void response.once("drain", writeOn);
            }
            flow.isOver = true;
            response.end();
          };
          writeOn();
        } else if (name === "early") {
          response.writeHead(413, { "content-length": 0 });
          response.end();
          request.resume();
        } else if (name === "none") {
          response.writeHead(204);
          response.end();
        } else if (name === "known") {
          response.writeHead(304, { etag: '"a"' });
          response.end();
        } else if (name === "interim") {
          response.writeEarlyHints({ link: "<a>; rel=preload" });
          response.end("final");
        } else if (name === "until-close") {
          request.socket.end("HTTP/1.1 200 OK\r\nx-a: b\r\n\r\nall of it");
        } else if (name === "two-ways" || request.url?.endsWith("/two-ways/oauth2/token")) {
          request.socket.write(
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
          );
        } else if (name === "gone" || request.url?.endsWith("/gone/oauth2/token")) {
          request.socket.destroy();
        } else echo(request, response);
      },
    });
  });
  afterAll(() => gateway.stop());

  /** Sends bytes on one connection and returns what comes until `until` fits or it ends. */
  async function raw(bytes: string, until: RegExp): Promise<string> {
    const socket = net.connect(gateway.port, "127.0.0.1");
    let received = "";
    socket.on("data", (piece) => {
      received += piece.toString("latin1");
      if (until.test(received)) socket.end();
    });
    socket.write(bytes);
    await once(socket, "close");
    return received;
  }

  const form = "grant_type=client_credentials";
  const token = (project: string, more = "") =>
    `POST /p/${project}/oauth2/token HTTP/1.1\r\nHost: localhost\r\n${more}` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`;
  const jwks = "GET /p/x/.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const other = "GET /p/x/other?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n";

  it("answers requests that come at once in their order, frequent or not (§9.3.2)", async () => {
    const bytes = jwks + token("x") + other + jwks;
    const received = await raw(bytes, /jwks[^]*token[^]*other[^]*jwks[^]*\}$/);
    const bodies = received.match(/\{"method.*\}/g)?.map((text) => JSON.parse(text) as Echoed);
    expect(bodies?.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["GET", "/p/x/.well-known/jwks.json", ""],
      ["POST", "/p/x/oauth2/token", form],
      ["GET", "/p/x/other?a=b", ""],
      ["GET", "/p/x/.well-known/jwks.json", ""],
    ]);
  });

  it("tells frequent requests' origin like that of others", async () => {
    const claims =
      "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Host: evil.example\r\nX-Real-IP: 192.0.2.1\r\n" +
      "Forwarded: for=192.0.2.1\r\nX-Request-Id: mine\r\n";
    const received = await raw(token("x", claims), /\}$/);
    const { headers } = JSON.parse(/\{"method.*\}/.exec(received)?.[0] ?? "{}") as Echoed;
    expect(headers).toMatchObject({
      host: "localhost",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": "localhost",
      "x-forwarded-proto": "http",
    });
    expect(headers).not.toHaveProperty("forwarded");
    expect(headers).not.toHaveProperty("x-real-ip");
    expect(headers["x-request-id"]).not.toBe("mine");
    expect(received).toContain(`x-request-id: ${headers["x-request-id"]}`);
  });

  it("takes a frequent request that comes byte by byte", async () => {
    const socket = net.connect(gateway.port, "127.0.0.1");
    socket.setNoDelay();
    for (const byte of token("x")) {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(first.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    socket.destroy();
  });

  it("takes a frequent request whose body comes slowly", async () => {
    const socket = net.connect(gateway.port, "127.0.0.1");
    const bytes = token("x");
    socket.write(bytes.slice(0, -form.length));
    for (const part of [form.slice(0, 5), form.slice(5)]) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      socket.write(part);
    }
    let received = "";
    socket.on("data", (piece) => (received += piece.toString()));
    while (!received.endsWith("}")) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((JSON.parse(/\{"method.*\}/.exec(received)?.[0] ?? "{}") as Echoed).body).toBe(form);
    socket.destroy();
  });

  it("ends a connection when it is asked to (§9.6)", async () => {
    const received = await raw(token("x", "Connection: close\r\n"), /never/);
    expect(received.toLowerCase()).toContain("connection: close");
  });

  it("answers 100 Continue itself (RFC 9110 §10.1.1)", async () => {
    const received = await raw(token("x", "Expect: 100-continue\r\n"), /\}$/);
    expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  it.each([
    ["GET", "none", 204, ""],
    ["GET", "known", 304, ""],
    ["GET", "interim", 200, "final"],
    ["GET", "until-close", 200, "all of it"],
    ["HEAD", "other", 200, ""],
    ["OPTIONS", "none", 204, ""],
  ])("passes %s /%s on as %i", async (method, name, status, body) => {
    for (let count = 0; count < 3; count += 1) {
      const answer = await fetch(gateway.url(`/p/x/${name}`), { method });
      expect(answer.status).toBe(status);
      expect(await answer.text()).toBe(body);
    }
  });

  it("reads no more of a large answer than its reader takes", async () => {
    const request = http.get(gateway.url("/p/x/large"), { agent: false });
    const [answer] = (await once(request, "response")) as [http.IncomingMessage];
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(flow.isOver).toBe(false);
    let received = 0;
    for await (const piece of answer) received += (piece as Buffer).length;
    expect(received).toBe(LARGE);
  });

  it("lets go of an answer whose reader went away", async () => {
    const request = http.get(gateway.url("/p/x/large"), { agent: false });
    await once(request, "response");
    request.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { written } = flow;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(flow).toEqual({ written, isOver: false });
    expect((await gateway.get("/p/x/other")).status).toBe(200);
  });

  it("passes a large body on, and goes on after one that broke off", async () => {
    const large = "y".repeat(3 * 1024 * 1024);
    const cut = http.request(gateway.url("/p/x/cut"), {
      method: "POST",
      agent: false,
      headers: { "content-length": large.length },
    });
    cut.once("error", () => undefined);
    cut.write(large.slice(0, 100_000));
    await new Promise((resolve) => setTimeout(resolve, 100));
    cut.destroy();
    const answer = await fetch(gateway.url("/p/x/upload"), { method: "POST", body: large });
    expect(((await answer.json()) as Echoed).body).toHaveLength(large.length);
  });

  it("passes an answer on that comes before the body was sent (§9.3)", async () => {
    const body = "z".repeat(200_000);
    const answer = await fetch(gateway.url("/p/x/early"), { method: "POST", body });
    expect(answer.status).toBe(413);
  });

  it("never passes an answer on that could be read in two ways (§6.3)", async () => {
    const answers = await Promise.all([
      raw(token("two-ways"), /\}$/),
      raw("GET /p/x/two-ways HTTP/1.1\r\nHost: localhost\r\n\r\n", /\}$/),
    ]);
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 503 /);
      expect(answer).toContain("temporarily_unavailable");
    }
  });

  it("sends a request that may have been read once, and says so", async () => {
    await raw(token("x"), /\}$/);
    const before = gateway.plane.requests.length;
    const answer = await raw(token("gone"), /\}$/);
    expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1\r\n/);
    expect(gateway.plane.requests).toHaveLength(before + 1);
  });

  it("goes on after the plane has started again, for frequent requests, too", async () => {
    await raw(jwks + token("x"), /\}[^]*\}$/);
    await gateway.plane.stop();
    expect(await raw(token("x"), /\}$/)).toMatch(/^HTTP\/1\.1 503 /);
    await gateway.plane.start();
    expect(await raw(jwks + token("x"), /\}[^]*\}$/)).toMatch(
      /^HTTP\/1\.1 200 [^]*HTTP\/1\.1 200 /,
    );
  });

  it("ends idle connections when it ends, and answers what is under way", async () => {
    const socket = net.connect(gateway.port, "127.0.0.1");
    socket.write(token("x"));
    await once(socket, "data");
    const closed = once(socket, "close");
    gateway.kill("SIGTERM");
    await closed;
    await gateway.ready();
    expect(gateway.output()).toMatch("gateway ended (exit code 0)");
  });
});
