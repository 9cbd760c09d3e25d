import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { localFetch } from "../support/local-fetch.js";
import { GatewayAlone } from "./gateway-alone.js";

const page = "<!doctype html><title>console</title>";
const script = `console.log("${"a".repeat(2_000)}");`;

describe("the console's files", () => {
  let gateway: GatewayAlone;
  let folder: string;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-console-"));
    fs.mkdirSync(path.join(folder, "dist/assets"), { recursive: true });
    fs.writeFileSync(path.join(folder, "secret.txt"), "secret");
    fs.writeFileSync(path.join(folder, "dist/index.html"), page);
    fs.writeFileSync(path.join(folder, "dist/favicon.svg"), "<svg/>");
    fs.writeFileSync(path.join(folder, "dist/assets/main-abc123.js"), script);
    gateway = await GatewayAlone.start({
      env: { GRANTRY_CONSOLE_DIR: path.join(folder, "dist") },
    });
  });

  afterAll(async () => {
    await gateway.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.each(["/", "/projects", "/projects/a-b-c1/clients/my.app", "/callback?code=1&state=2"])(
    "answers the page at %s",
    async (target) => {
      const answer = await gateway.get(target);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(await answer.text()).toBe(page);
    },
  );

  it("sends the strict policy with the page (console §7)", async () => {
    const { headers } = await gateway.get("/");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch("default-src 'none'");
    expect(policy).toMatch("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("same-origin");
  });

  it("lets hashed files be kept for ever, compressed where that is accepted", async () => {
    const plain = await gateway.get("/assets/main-abc123.js");
    expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await plain.text()).toBe(script);
    const packed = await gateway.get("/assets/main-abc123.js", "localhost", {
      "accept-encoding": "gzip, br",
    });
    expect(packed.headers.get("content-encoding")).toBe("br");
    expect(Number(packed.headers.get("content-length"))).toBeLessThan(200);
    await packed.body?.cancel();
  });

  it("answers 304 to whoever has the file", async () => {
    const first = await gateway.get("/favicon.svg");
    const etag = first.headers.get("etag") ?? "";
    const again = await gateway.get("/favicon.svg", "localhost", { "if-none-match": etag });
    expect(again.status).toBe(304);
  });

  it.each([
    "/assets/gone-abc123.js",
    "/robots.txt",
    "/favicon.ico",
    "/assets",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
  ])("answers no page and nothing from outside at %s", async (target) => {
    const answer = await localFetch(gateway.url(target));
    expect([400, 404]).toContain(answer.status);
    expect(await answer.text()).not.toMatch("secret");
  });

  it("answers HEAD without a body and refuses to be written to", async () => {
    const head = await localFetch(gateway.url("/"), { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(head.headers.get("content-length")).toBe(String(page.length));
    expect(await head.text()).toBe("");
    const post = await localFetch(gateway.url("/projects"), { method: "POST", body: "x" });
    expect(post.status).toBe(405);
    expect(post.headers.get("allow")).toBe("GET, HEAD");
  });
});
