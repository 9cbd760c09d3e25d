import { once } from "node:events";
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { ControlApi } from "../control/control-api.js";
import { RelyingParty } from "../oauth2/relying-party.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";

/** One request as it is written to the line. */
interface Written {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sent in pieces with `transfer-encoding: chunked`. */
  readonly isChunked?: boolean;
}

interface Seen {
  readonly status: number;
  readonly error: unknown;
  readonly description: unknown;
  readonly members: readonly string[];
  readonly contentType: string | undefined;
  readonly cacheControl: string | undefined;
  readonly challenge: string | undefined;
  readonly headerNames: readonly string[];
}

const FORM = "application/x-www-form-urlencoded";

/** RFC 6749 §5.2, RFC 6750 §3.1, RFC 8628 §3.5 and, for what no RFC names, Hydra's words. */
const REGISTERED = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "invalid_token",
  "insufficient_scope",
  "request_unauthorized",
  "not_found",
]);

let tenant: Tenant;
let client: RelyingParty;
let basic: string;
beforeAll(async () => {
  tenant = await newTenant();
  client = await RelyingParty.register(tenant);
  basic = client.basic;
});

/** Writes bytes to the data plane itself and reads until it is silent or hangs up. */
async function exchange(bytes: string, until: (received: string) => boolean): Promise<string> {
  const { port } = new URL(tenant.grantry.planeUrl());
  const socket = net.connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  let isOver = false;
  socket.on("data", (piece: Buffer) => (received += piece.toString("latin1")));
  socket.on("error", () => (isOver = true));
  socket.on("close", () => (isOver = true));
  socket.write(bytes);
  const deadline = Date.now() + 10_000;
  while (!isOver && !until(received) && Date.now() < deadline) await pause(2);
  socket.destroy();
  return received;
}

function bytesOf({ method = "POST", path, headers = {}, body, isChunked }: Written): string {
  const issuer = new URL(tenant.issuer);
  const all: Record<string, string> = { host: issuer.host, ...headers };
  if (isChunked === true) all["transfer-encoding"] = "chunked";
  else if (body !== undefined) all["content-length"] ??= String(Buffer.byteLength(body));
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const target = path.startsWith("http") ? path : `${issuer.pathname}${path}`;
  const chunk = `${Buffer.byteLength(body ?? "").toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const sent = isChunked === true ? chunk : (body ?? "");
  return `${method} ${target} HTTP/1.1\r\n${head.join("")}\r\n${sent}`;
}

/** Head and body of the first final answer in what was received (RFC 9110 §15.2). */
function firstAnswer(received: string, method: string) {
  const text = received.replace(/^(HTTP\/1\.1 1\d\d [^\r]*\r\n(?:[^\r]+\r\n)*\r\n)+/, "");
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [line = "", ...fields] = text.slice(0, end).split("\r\n");
  const headers = new Map(
    fields.map((field) => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
    }),
  );
  const status = Number(line.split(" ")[1]);
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  const length = hasBody ? Number(headers.get("content-length") ?? 0) : 0;
  const body = text.slice(end + 4, end + 4 + length);
  return body.length < length
    ? undefined
    : { status, headers, body, rest: text.slice(end + 4 + length) };
}

async function ask(written: Written): Promise<Seen> {
  const method = written.method ?? "POST";
  const received = await exchange(bytesOf(written), (so) => firstAnswer(so, method) !== undefined);
  const answer = firstAnswer(received, method);
  if (answer === undefined) throw new Error(`no answer to ${JSON.stringify(written)}: ${received}`);
  const { status, headers, body } = answer;
  const document = objectOf(body);
  return {
    status,
    error: document["error"],
    description: document["error_description"],
    members: Object.keys(document).toSorted(),
    contentType: headers.get("content-type")?.toLowerCase().replaceAll(" ", ""),
    cacheControl: headers.get("cache-control"),
    challenge: headers.get("www-authenticate"),
    headerNames: [...headers.keys()].filter((name) => name !== "allow").toSorted(),
  };
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** The same request as the express lane leaves it: it takes forms by their plain type only. */
function leftByLane(written: Written): Written {
  const headers = written.headers ?? {};
  if (written.body === undefined)
    return { ...written, headers: { "content-length": "0", ...headers } };
  const type = headers["content-type"];
  return type === FORM
    ? { ...written, headers: { ...headers, "content-type": `${FORM}; q=1` } }
    : written;
}

const HOT = ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/device/auth"];

const FORMS: readonly (readonly [string, string])[] = [
  ["nothing but a sign", "="],
  [
    "a parameter twice",
    "grant_type=client_credentials&grant_type=client_credentials&token=a&token=b",
  ],
  ["another parameter twice", "grant_type=client_credentials&token=a&scope=openid&scope=email"],
  ["an empty parameter", "grant_type=&token=&client_id="],
  ["a broken escape", "grant_type=%&token=%zz"],
  ["bytes that are no UTF-8", "grant_type=%ff%fe&token=%ff"],
  ["NUL", "grant_type=client_credentials%00&token=a%00b&client_id=a%00b"],
  ["an unknown grant type", "grant_type=password&username=a&password=b&token=x"],
  ["a code nobody has", "grant_type=authorization_code&code=nonsense&token=gry_at_AAAA"],
  ["a refresh token nobody has", "grant_type=refresh_token&refresh_token=gry_rt_AAAA&token=a.b.c"],
  [
    "a device code nobody has",
    "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=x",
  ],
  ["no assertion", "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_assertion=x"],
  ["names of the language", "__proto__=1&constructor=2&grant_type=__proto__&token=toString"],
  ["ten thousand parameters", "a=1&".repeat(10_000) + "grant_type=x&token=x"],
  ["JSON called a form", '{"grant_type":"client_credentials"}'],
];

describe.each(HOT)("odd requests to %s", (path) => {
  const post = (body: string | undefined, more: Partial<Written> = {}): Written => ({
    path,
    ...(body !== undefined && { body }),
    ...more,
    headers: { "content-type": FORM, authorization: basic, ...more.headers },
  });

  function expectRegistered(seen: Seen): void {
    if (seen.status === 200) return;
    expect(seen).toMatchObject({
      status: expect.any(Number),
      error: expect.any(String),
      members: ["error", "error_description", "request_id"],
      contentType: "application/json;charset=utf-8",
      cacheControl: "no-store",
    });
    expect(REGISTERED).toContain(seen.error);
    expect(seen.status).toBeGreaterThanOrEqual(400);
    expect(seen.status).toBeLessThan(500);
  }

  /** By the lane and by the ordinary way: a registered refusal or a success, and the same one. */
  async function expectSame(written: Written): Promise<void> {
    const quick = await ask(written);
    const ordinary = await ask(leftByLane(written));
    expectRegistered(quick);
    // Who answers one request of a connection only may say so; nothing else may differ.
    const names = ({ headerNames }: Seen) =>
      headerNames.filter((name) => !["connection", "date", "keep-alive"].includes(name));
    expect({ ...quick, headerNames: names(quick) }).toEqual({
      ...ordinary,
      headerNames: names(ordinary),
    });
  }

  it.each(FORMS)("a form with %s", async (_, body) => {
    await expectSame(post(body));
    await expectSame(post(body, { headers: { authorization: "" } }));
  });

  it.each([
    "Basic",
    "Basic ",
    "Basic !",
    "Basic Og==",
    "Basic AAAA",
    "Basic YTpi",
    "basic  YTpi",
    "Basic JTpi",
    "Basic YQBiOmM=",
    "Bearer",
    "Digest username=a",
    `Basic ${"A".repeat(9_000)}`,
  ])("the credentials %.30s", async (authorization) => {
    await expectSame(post("grant_type=client_credentials&token=x", { headers: { authorization } }));
  });

  it("a body that is missing, of another type, chunked or huge", async () => {
    const plain = "grant_type=client_credentials&token=x";
    for (const odd of [
      post(undefined),
      post("", {}),
      post("{}", { headers: { "content-type": "application/json" } }),
      post("{", { headers: { "content-type": "application/json" } }),
      post(plain, { headers: { "content-type": "text/plain" } }),
      post(plain, { headers: { "content-type": "" } }),
      post(plain, { headers: { "content-type": "nonsense" } }),
      post(plain, { headers: { "content-type": "multipart/form-data; boundary=x" } }),
      post(plain, { isChunked: true }),
      post(`${plain}&a=${"x".repeat(70_000)}`),
      post(`${plain}&a=${"x".repeat(70_000)}`, { isChunked: true }),
    ]) {
      expectRegistered(await ask(odd));
    }
  });

  it("another method, a trailing slash, a query, another host, an absolute address", async () => {
    const plain = "grant_type=client_credentials&token=x";
    for (const method of ["GET", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
      expectRegistered(await ask({ method, path, headers: { authorization: basic } }));
    }
    for (const method of ["HEAD", "OPTIONS"]) {
      expect((await ask({ method, path })).status).toBeLessThan(500);
    }
    const usual = await ask(post(plain));
    expect(await ask({ ...post(plain), path: `${path}/` })).toMatchObject({ status: usual.status });
    expect(await ask({ ...post(plain), path: `${path}?grant_type=x` })).toMatchObject({
      status: usual.status,
    });
    for (const host of ["", "evil.example.com", "a b", "[", "localhost:99999", "x".repeat(300)]) {
      expect((await ask(post(plain, { headers: { host } }))).status).toBeLessThan(500);
    }
    const absolute = await ask({ ...post(plain), path: `${tenant.issuer}${path}` });
    expect(absolute.status).toBeLessThan(500);
  });

  it("answers a client that waits to be told to go on (RFC 9110 §10.1.1)", async () => {
    const plain = "grant_type=client_credentials&token=x";
    const usual = await ask(post(plain));
    const expecting = await ask(post(plain, { headers: { expect: "100-continue" } }));
    expect([expecting.status, expecting.error]).toEqual([usual.status, usual.error]);
    const unmet = await ask(post(plain, { headers: { expect: "a miracle" } }));
    expect(unmet.status).toBeLessThan(500);
  });

  it("keeps requests sent at once apart and in order (RFC 9112 §9.3.2)", async () => {
    const bodies = ["grant_type=client_credentials&token=x", "=", "token=%00&grant_type=x"];
    const written = bodies.flatMap((body) => [post(body), leftByLane(post(body))]);
    const expected: number[] = [];
    for (const one of written) expected.push((await ask(one)).status);
    const statuses = (received: string): number[] => {
      const answer = firstAnswer(received, "POST");
      return answer === undefined ? [] : [answer.status, ...statuses(answer.rest)];
    };
    const received = await exchange(
      written.map(bytesOf).join(""),
      (so) => statuses(so).length === written.length,
    );
    expect(statuses(received)).toEqual(expected);
  });
});

describe.each(["/userinfo", "/.well-known/openid-configuration", "/.well-known/jwks.json"])(
  "odd requests to %s",
  (path) => {
    it.each([
      "",
      "Bearer",
      "Bearer ",
      "Bearer a b",
      "Bearer gry_at_AAAA",
      "bearer x.y.z",
      "Basic AAAA",
    ])("the credentials '%s'", async (authorization) => {
      const written: Written = { method: "GET", path, headers: { authorization } };
      const quick = await ask(written);
      const ordinary = await ask(leftByLane(written));
      const pick = (seen: Seen) => ({ ...seen, headerNames: [] });
      expect(pick(quick)).toEqual(pick(ordinary));
      expect(quick.status).toBeLessThan(500);
      expect(quick.status < 400 || REGISTERED.has(String(quick.error))).toBe(true);
    });

    it("another method, a body, a trailing slash, a query", async () => {
      const usual = await ask({ method: "GET", path });
      for (const method of ["HEAD", "OPTIONS", "PUT", "DELETE"]) {
        expect((await ask({ method, path })).status).toBeLessThan(500);
      }
      for (const written of [
        { method: "GET", path: `${path}/` },
        { method: "GET", path: `${path}?a=1&a=2` },
        { method: "GET", path, body: "a=1", headers: { "content-type": FORM } },
      ]) {
        expect((await ask(written)).status).toBe(usual.status);
      }
    });
  },
);

describe("odd requests to /admin/clients", () => {
  const JSON_TYPE = "application/json";
  const bearer = () => `Bearer ${tenant.grantry.token}`;
  const post = (body: string, headers: Readonly<Record<string, string>> = {}): Written => ({
    path: "/admin/clients",
    body,
    headers: { "content-type": JSON_TYPE, authorization: bearer(), ...headers },
  });

  /** By the lane and by the ordinary way, which takes JSON by any type that says so. */
  async function expectSame(body: string, headers: Readonly<Record<string, string>> = {}) {
    const quick = await ask(post(body, headers));
    const ordinary = await ask(post(body, { ...headers, "content-type": `${JSON_TYPE}; q=1` }));
    const names = ({ headerNames }: Seen) =>
      headerNames.filter((name) => !["connection", "date", "keep-alive"].includes(name));
    expect({ ...quick, headerNames: names(quick) }).toEqual({
      ...ordinary,
      headerNames: names(ordinary),
    });
    expect(quick.status).toBeLessThan(500);
    return quick;
  }

  it.each([
    ["nothing in it", "{}", 201],
    [
      "a name that is odd",
      '{"client_name":"n\u00e4me \\ud800 \\u20ac","metadata":{"a":"\\u0000"}}',
      201,
    ],
    ["no secret", '{"token_endpoint_auth_method":"none"}', 201],
    ["an id that is taken", '{"client_id":"taken"}', 409],
    ["a secret that is too short", '{"client_secret":"abc"}', 400],
    ["members of the wrong type", '{"client_name":1,"grant_types":"x"}', 400],
    ["a redirect URI that runs in the browser", '{"redirect_uris":["javascript:1"]}', 400],
    ["NUL in its name", '{"client_name":"a\\u0000"}', 400],
    ["names of the language", '{"__proto__":{"client_name":1},"constructor":2}', 201],
    ["a list in its place", "[]", 400],
    ["a text in its place", '"x"', 400],
    ["null in its place", "null", 400],
    ["half of it missing", '{"client_name":', 400],
    ["sixty lists in each other", `{"metadata":${"[".repeat(60)}${"]".repeat(60)}}`, 201],
    ["too many lists in each other", `{"metadata":${"[".repeat(61)}0${"]".repeat(61)}}`, 400],
    ["more than a lane carries", `{"client_name":"${"x".repeat(70_000)}"}`, 400],
  ])("a client with %s", async (_, body, status) => {
    await ask(post('{"client_id":"taken"}'));
    expect(await expectSame(body)).toMatchObject({ status });
  });

  it.each([
    "",
    "Bearer",
    "Bearer ",
    "Bearer a b",
    "Bearer gry_pat_AAAA",
    "Basic AAAA",
    "bearer x.y",
  ])("the credentials '%s'", async (authorization) => {
    for (const body of ["{}", '{"client_name":']) await expectSame(body, { authorization });
  });

  it("a token that may not see secrets", async () => {
    const { addresses, token } = tenant.grantry;
    const { value } = await new ControlApi(addresses.api, token).createToken({
      permissions: ["clients:write"],
      project_ids: [tenant.project.id],
    });
    const authorization = `Bearer ${value}`;
    const quick = await expectSame('{"token_endpoint_auth_method":"none"}', { authorization });
    expect(quick.status).toBe(201);
    expect(quick.members).not.toContain("registration_access_token");
    expect(await expectSame("{}", { authorization })).toMatchObject({
      status: 403,
      error: "request_forbidden",
      members: ["error", "error_description", "request_id"],
    });
  });
});
