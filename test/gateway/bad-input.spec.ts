import net from "node:net";
import { GatewayAlone } from "./gateway-alone.js";

describe("malformed requests (RFC 9112)", () => {
  let gateway: GatewayAlone;

  beforeAll(async () => {
    gateway = await GatewayAlone.start();
  });

  afterAll(async () => {
    await gateway.stop();
  });

  /** Sends bytes as they are and returns everything that comes back. */
  async function raw(...lines: string[]): Promise<string> {
    return await new Promise((resolve, reject) => {
      const socket = net.connect(gateway.port, "127.0.0.1");
      const chunks: Buffer[] = [];
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
      socket.on("error", reject);
      socket.setTimeout(2_000, () => socket.destroy());
      socket.write(lines.join("\r\n"));
    });
  }

  it.each<[string, string[]]>([
    [
      "both Content-Length and Transfer-Encoding (§6.3)",
      [
        "POST /p/x/y HTTP/1.1",
        "Host: localhost",
        "Content-Length: 4",
        "Transfer-Encoding: chunked",
        "",
        "0",
        "",
        "GET",
      ],
    ],
    [
      "an unknown transfer coding (§6.1)",
      [
        "POST /p/x/y HTTP/1.1",
        "Host: localhost",
        "Transfer-Encoding: chunked, identity",
        "",
        "0",
        "",
        "",
      ],
    ],
    [
      "two Content-Length values (§6.3)",
      [
        "POST /p/x/y HTTP/1.1",
        "Host: localhost",
        "Content-Length: 1",
        "Content-Length: 2",
        "",
        "ab",
      ],
    ],
    ["two hosts (§3.2)", ["GET /p/x/y HTTP/1.1", "Host: localhost", "Host: evil.example", "", ""]],
    ["no host (§3.2)", ["GET /p/x/y HTTP/1.1", "", ""]],
    ["a space before the colon (§5.1)", ["GET /p/x/y HTTP/1.1", "Host : localhost", "", ""]],
    [
      "a folded header (§5.2)",
      ["GET /p/x/y HTTP/1.1", "Host: localhost", "X: a", "\tb: c", "", ""],
    ],
    ["no HTTP at all", ["hello", "", ""]],
    ["a dot segment", ["GET /p/x/../../internal/y HTTP/1.1", "Host: localhost", "", ""]],
    ["an encoded dot segment", ["GET /p/x/%2e%2e/y HTTP/1.1", "Host: localhost", "", ""]],
    ["a backslash", ["GET /p/x\\y HTTP/1.1", "Host: localhost", "", ""]],
    ["a broken escape", ["GET /p/x/%zz HTTP/1.1", "Host: localhost", "", ""]],
    ["an encoded zero", ["GET /p/x/%00 HTTP/1.1", "Host: localhost", "", ""]],
  ])("refuses %s and passes nothing on", async (_title, lines) => {
    const before = gateway.plane.requests.length;
    expect(await raw(...lines)).toMatch(/^HTTP\/1\.1 400 /);
    expect(gateway.plane.requests).toHaveLength(before);
  });

  it("refuses a request head over 16 kB with 431 (RFC 6585 §5)", async () => {
    const answer = await raw(
      "GET /p/x/y HTTP/1.1",
      "Host: localhost",
      `X: ${"a".repeat(20_000)}`,
      "",
      "",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toMatch("header_fields_too_large");
  });

  it("refuses a request target over 16 kB with 414 (RFC 9110 §15.5.15)", async () => {
    const target = `/p/x/y?${"a".repeat(20_000)}`;
    const answer = await raw(`GET ${target} HTTP/1.1`, "Host: localhost", "", "");
    expect(answer).toMatch(/^HTTP\/1\.1 414 /);
    expect(answer).toMatch("uri_too_long");
  });

  it("takes an absolute request target for its host, whatever Host says (§3.2.2)", async () => {
    const ask = (target: string, host: string) =>
      raw(`GET ${target} HTTP/1.1`, `Host: ${host}`, "Connection: close", "", "");
    expect(await ask("http://evil.example/p/x/y", "localhost")).toMatch(/^HTTP\/1\.1 404 /);
    const own = await ask(`http://localhost:${gateway.port}/p/x/y?z=1`, "evil.example");
    expect(own).toMatch(/^HTTP\/1\.1 200 /);
    expect(gateway.plane.last.url).toBe("/p/x/y?z=1");
    expect(gateway.plane.last.headers["x-forwarded-host"]).toBe(`localhost:${gateway.port}`);
  });

  it("goes on answering", async () => {
    expect((await gateway.get("/p/x/y")).status).toBe(200);
  });
});
