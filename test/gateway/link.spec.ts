import { once } from "node:events";
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { RequestLogEntry } from "@grantry/contracts";
import { RelyingParty } from "../oauth2/relying-party.js";
import type { Tenant } from "../oauth2/tenant.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { GatewayAlone } from "./gateway-alone.js";
import { LinkRelay } from "./link-relay.js";

jest.setTimeout(120_000);

const CLIENT_ADDRESS = "203.0.113.9";

let grantry: OwnGrantry;
let tenant: Tenant;
let client: RelyingParty;
let token: string;
/** The issuer's path: path mode. */
let base: string;
beforeAll(async () => {
  grantry = await startGrantry({ planes: 2, env: { GRANTRY_RATE_LIMITS: "on" } });
  const project = await grantry.admin.createProject("Linked");
  tenant = { grantry, project, issuer: project.issuer };
  client = await RelyingParty.register(tenant, {
    grant_types: ["client_credentials", "authorization_code", "refresh_token"],
  });
  token = (await client.tokens()).access_token;
  base = new URL(project.issuer).pathname;
});
afterAll(() => grantry.stop());

/** A gateway of its own in front of the first process of the plane, with a relay in between. */
async function gatewayBefore(links: "known" | "unknown") {
  const [port = 0] = grantry.facts.ports.dataPlanes;
  const relay = await LinkRelay.start(port, links);
  const gateway = await GatewayAlone.start({
    env: { GRANTRY_DATA_PLANE_URLS: relay.url, GRANTRY_TRUSTED_PROXIES: "127.0.0.1" },
  });
  return {
    relay,
    gateway,
    stop: async () => {
      await gateway.stop();
      relay.stop();
    },
  };
}

/** A request as it is written. */
function request(line: string, fields: Record<string, string> = {}, body?: string): string {
  const all = {
    host: "localhost",
    "x-forwarded-for": CLIENT_ADDRESS,
    ...(body !== undefined && {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(body.length),
    }),
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`;
}

/** All that is answered to a request, whose connection is then ended. */
async function answerTo(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (piece: Buffer) => (text += piece.toString("latin1")));
  socket.write(bytes, "latin1");
  const isWhole = (): boolean => {
    const [head = "", body] = text.split("\r\n\r\n");
    const length = /^content-length: (\d+)$/im.exec(head)?.[1] ?? "0";
    return body !== undefined && (bytes.startsWith("HEAD") || body.length >= Number(length));
  };
  while (!isWhole()) await once(socket, "data");
  // Whatever there is too much of comes at once.
  await pause(20);
  socket.destroy();
  return text;
}

/** An answer without what is of its own: instants, identifiers, counts, new tokens. */
function comparable(answer: string): string {
  return answer
    .replaceAll(/^date: .*$/gim, "date")
    .replaceAll(/^x-request-id: [\w-]{8,64}$/gm, "x-request-id")
    .replaceAll(/^(ratelimit|x-ratelimit-(?:remaining|reset)): .*$/gm, "$1")
    .replaceAll(/"request_id":"[\w-]+"/g, '"request_id"')
    .replaceAll(/"access_token":"gry_at_[\w.-]+"/g, '"access_token"')
    .replaceAll(
      /"(client_secret|registration_access_token|created_at|updated_at)":"[^"]+"/g,
      '"$1"',
    )
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "id");
}

function idOf(answer: string): string {
  return /^x-request-id: (.*)$/m.exec(answer)?.[1] ?? "";
}

/** The frequent requests, by what they are; those last that no process reads itself. */
function requests(etag = ""): Record<string, string> {
  const { basic } = client;
  const post = (path: string, body: string, fields: Record<string, string> = {}): string =>
    request(`POST ${base}${path}`, { authorization: basic, ...fields }, body);
  const discovery = "/.well-known/openid-configuration";
  return {
    discovery: request(`GET ${base}${discovery}`),
    "metadata of RFC 8414": request(`GET /.well-known/oauth-authorization-server${base}`),
    "key set": request(`GET ${base}/.well-known/jwks.json`, { connection: "keep-alive" }),
    "new client": request(
      `POST ${base}/admin/clients`,
      { authorization: `Bearer ${grantry.token}`, "content-type": "application/json" },
      '{"client_name":"a \xc3\xa4","grant_types":["client_credentials"]}',
    ),
    "new client refused": request(
      `POST ${base}/admin/clients`,
      { authorization: `Bearer ${grantry.token}`, "content-type": "application/json" },
      '{"grant_types":7}',
    ),
    "discovery already known": request(`GET ${base}${discovery}`, { "if-none-match": etag }),
    userinfo: request(`GET ${base}/userinfo`, { authorization: `Bearer ${token}` }),
    "userinfo refused": request(`GET ${base}/userinfo`, { authorization: "Bearer gry_at_none" }),
    "userinfo without a token": request(`GET ${base}/userinfo`),
    token: post("/oauth2/token", "grant_type=client_credentials"),
    "token refused": post("/oauth2/token", "grant_type=refresh_token&refresh_token=none"),
    "token with a wrong secret": post("/oauth2/token", "grant_type=client_credentials", {
      authorization: `Basic ${btoa(`${client.id}:wrong`)}`,
    }),
    "token without a grant type": post("/oauth2/token", "a=b"),
    introspection: post("/oauth2/introspect", `token=${token}`),
    "introspection of nothing": post("/oauth2/introspect", "token=none"),
    revocation: post("/oauth2/revoke", "token=none"),
    "HEAD of discovery": request(`HEAD ${base}${discovery}`),
    "another origin": request(`GET ${base}${discovery}`, { origin: "https://app.example.com" }),
    "a query": request(`GET ${base}${discovery}?a=b`),
    "an absent project": request("GET /p/nobody-at-all/.well-known/jwks.json"),
  };
}

describe("answers over a link and over a connection of their own (contract §8)", () => {
  let linked: Awaited<ReturnType<typeof gatewayBefore>>;
  let plain: Awaited<ReturnType<typeof gatewayBefore>>;
  beforeAll(async () => {
    [linked, plain] = await Promise.all([gatewayBefore("known"), gatewayBefore("unknown")]);
    const [discovery = ""] = Object.values(requests());
    for (const { gateway } of [linked, plain]) await answerTo(gateway.port, discovery);
    while (linked.relay.links === 0 || plain.relay.links === 0) await pause(10);
    await pause(200);
  });
  afterAll(async () => {
    await Promise.all([linked?.stop(), plain?.stop()]);
  });

  it("are the same but for instants, identifiers and counts", async () => {
    const known = await answerTo(linked.gateway.port, requests()["discovery"] ?? "");
    const etag = /^etag: (.*)$/m.exec(known)?.[1] ?? "";
    for (const [name, bytes] of Object.entries(requests(etag))) {
      const over = await answerTo(linked.gateway.port, bytes);
      const beside = await answerTo(plain.gateway.port, bytes);
      expect(`${name}: ${comparable(over)}`).toBe(`${name}: ${comparable(beside)}`);
      expect(over.startsWith("HTTP/1.1 304 Not Modified\r\n")).toBe(name.endsWith("known"));
      expect(idOf(over)).toMatch(/^[\w-]{22}$/);
      expect(idOf(over)).not.toBe(idOf(beside));
    }
  });

  it("go over the link alone where the process reads them itself", async () => {
    const before = { over: linked.relay.requests, beside: plain.relay.requests };
    const { discovery = "", token: asked = "", "new client": made = "" } = requests();
    for (const bytes of [discovery, asked, made]) {
      expect(await answerTo(linked.gateway.port, bytes)).toMatch(/^HTTP\/1\.1 20[01] /);
      expect(await answerTo(plain.gateway.port, bytes)).toMatch(/^HTTP\/1\.1 20[01] /);
    }
    expect(linked.relay.requests).toBe(before.over);
    expect(plain.relay.requests).toBe(before.beside + 3);
    expect([linked.relay.links, plain.relay.links]).toEqual([1, 1]);
  });

  it("carry the limits of the project, counted by the process", async () => {
    const { token: asked = "" } = requests();
    const left = async (): Promise<number> => {
      const answer = await answerTo(linked.gateway.port, asked);
      return Number(/^x-ratelimit-remaining: (\d+)$/m.exec(answer)?.[1]);
    };
    expect(await left()).toBeGreaterThan(0);
  });

  it("are logged with their id and the address of the client", async () => {
    const { "token refused": bytes = "" } = requests();
    const requestId = idOf(await answerTo(linked.gateway.port, bytes));
    const logged = async (): Promise<RequestLogEntry | undefined> => {
      const url = `${tenant.issuer}/admin/logs?request_id=${requestId}`;
      const answer = await grantry.admin.call("GET", url);
      return ((await answer.json()) as RequestLogEntry[])[0];
    };
    let entry = await logged();
    for (let tries = 0; entry === undefined && tries < 100; tries += 1) {
      await pause(100);
      entry = await logged();
    }
    expect(entry?.address).toContain(CLIENT_ADDRESS.slice(0, "203.0.113.".length));
    expect(entry).toMatchObject({
      method: "POST",
      path: "/oauth2/token",
      status: 400,
      request_id: requestId,
    });
  });

  it("come again after the link was cut, and meanwhile", async () => {
    const { discovery = "", token: asked = "" } = requests();
    linked.relay.cut();
    for (let count = 0; count < 20; count += 1) {
      expect(await answerTo(linked.gateway.port, discovery)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(await answerTo(linked.gateway.port, asked)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    }
    while (linked.relay.links < 2) {
      await answerTo(linked.gateway.port, discovery);
      await pause(50);
    }
  });
});

describe("a process that is told to stop (contract §1)", () => {
  it("loses no request of a link, and is linked again after it has come back", async () => {
    const { port } = grantry.facts;
    const { token: asked = "" } = requests();
    let isOver = false;
    const statuses: string[] = [];
    const keepAsking = async (): Promise<void> => {
      while (!isOver) {
        const answer = await answerTo(port, asked);
        statuses.push(answer.slice(9, 12));
      }
    };
    const asking = [keepAsking(), keepAsking(), keepAsking(), keepAsking()];
    await pause(300);
    await grantry.end("data-plane-2");
    await pause(300);
    grantry.startAgain(["data-plane-2"]);
    await grantry.ready();
    await pause(500);
    isOver = true;
    await Promise.all(asking);
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set(["200"]));
  });
});
