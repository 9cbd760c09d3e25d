import { createHmac, randomUUID } from "node:crypto";
import { eventually } from "../jobs/eventually.js";
import type { CreatedProject } from "../support/admin-client.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { type Received, ToyServer } from "../support/toy-server.js";
import { ControlApi, type ErrorAnswer } from "./control-api.js";
import { makeSecondWorkspace } from "./second-workspace.js";

jest.setTimeout(120_000);

interface Stream {
  id: string;
  https_endpoint: string;
  status: string;
  pause_reason: string | null;
  signing_secret?: string;
  delivered_24h: number;
  waiting: number;
}

interface Delivery {
  id: string;
  state: string;
  attempts: number;
  status: number | null;
  error: string | null;
  event: { id: string; type: string; data: Record<string, unknown> };
}

describe("event streams (contract §5)", () => {
  let grantry: OwnGrantry;
  let server: ToyServer;
  let api: ControlApi;
  let project: CreatedProject;

  beforeAll(async () => {
    server = await ToyServer.start();
    grantry = await startGrantry({ env: { GRANTRY_OUTBOUND_ALLOW: "127.0.0.1/32" } });
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });
  beforeEach(async () => {
    server.answer = () => ({ status: 204 });
    project = await grantry.admin.createProject("Streams");
  });
  afterAll(async () => {
    await grantry.stop();
    await server.stop();
  });

  const streams = () => `/projects/${project.id}/eventstreams`;

  async function createStream(path: string, fields: object = {}): Promise<Stream> {
    const body = { type: "https", https_endpoint: `${server.url}${path}`, ...fields };
    const answer = await api.call<Stream>("POST", streams(), body);
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function deliveriesOf(stream: Stream): Promise<Delivery[]> {
    const path = `${streams()}/${stream.id}/deliveries`;
    return (await api.call<{ deliveries: Delivery[] }>("GET", path)).body.deliveries;
  }

  function verified(received: Received, secret: string): boolean {
    const {
      "webhook-id": id,
      "webhook-timestamp": at,
      "webhook-signature": given,
    } = received.headers;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const hmac = createHmac("sha256", key).update(`${String(id)}.${String(at)}.${received.body}`);
    const isFresh = Math.abs(Date.now() / 1_000 - Number(at)) < 300;
    return (
      isFresh &&
      String(given)
        .split(" ")
        .includes(`v1,${hmac.digest("base64")}`)
    );
  }

  it("are kept in Ory's shape; the secret is shown when it is made and never again", async () => {
    const { signing_secret: secret = "", ...created } = await createStream("/crud");
    expect(created).toMatchObject({ type: "https", status: "active", types: [] });
    expect(secret).toMatch(/^whsec_/);
    const one = `${streams()}/${created.id}`;
    const paused = await api.call<Stream>("PUT", one, { status: "paused", types: ["key.rotated"] });
    expect(paused).toMatchObject({ status: 200, body: { status: "paused" } });
    const rolled = await api.call<Stream>("POST", `${one}/secret`, { overlap_seconds: 60 });
    expect(rolled.body.signing_secret).not.toBe(secret);
    const list = await api.call<{ event_streams: Stream[] }>("GET", streams());
    expect(list.body.event_streams).toMatchObject([
      { id: created.id, https_endpoint: `${server.url}/crud`, types: ["key.rotated"] },
    ]);
    expect(JSON.stringify(list.body)).not.toContain("whsec_");
    expect((await api.call("DELETE", one)).status).toBe(204);
    expect((await api.call("GET", one)).status).toBe(404);
    const audit = await api.call("GET", `/audit-events?target=${created.id}`);
    expect(JSON.stringify(audit.body)).toContain("event_stream.roll_secret");
    expect(JSON.stringify(audit.body)).not.toContain("whsec_");
  });

  it("are refused with the field that is wrong", async () => {
    const address = "https://example.com/";
    const refused: [object, string][] = [
      [{ type: "sns", topic_arn: "arn:aws:sns:eu-west-1:1:a", role_arn: "arn" }, "type"],
      [{ type: "https" }, "https_endpoint"],
      [{ type: "https", https_endpoint: "http://example.com/" }, "https_endpoint"],
      [{ type: "https", https_endpoint: "https://10.0.0.1/" }, "https_endpoint"],
      [{ type: "https", https_endpoint: "https://a:b@example.com/" }, "https_endpoint"],
      [{ type: "https", https_endpoint: address, types: ["weather.changed"] }, "types.0"],
      [{ type: "https", https_endpoint: address, status: "asleep" }, "status"],
    ];
    for (const [body, path] of refused) {
      const answer = await api.call<ErrorAnswer>("POST", streams(), body);
      expect([answer.status, answer.body.error.details]).toEqual([
        400,
        { fields: [{ path, message: expect.any(String) }] },
      ]);
    }
  });

  it("carry what happens at the data plane, signed, and the log says so", async () => {
    const stream = await createStream("/signed");
    const client = await grantry.admin.createClient(project);
    const [received] = await eventually(async () => {
      const all = server.at("/signed");
      expect(all).toHaveLength(1);
      return all;
    });
    if (received === undefined) throw new Error("nothing came");
    expect(verified(received, stream.signing_secret ?? "")).toBe(true);
    const event: unknown = JSON.parse(received.body);
    expect(event).toMatchObject({
      id: received.headers["webhook-id"],
      type: "client.created",
      project_id: project.id,
      data: { client_id: client.client_id },
    });
    const [delivery] = await eventually(async () => {
      const all = await deliveriesOf(stream);
      expect(all).toMatchObject([{ state: "delivered", attempts: 1, status: 204 }]);
      return all;
    });
    const path = `${streams()}/${stream.id}/deliveries/${delivery?.id}`;
    expect((await api.call<Delivery>("POST", `${path}/redeliver`)).status).toBe(202);
    await eventually(async () => expect(server.at("/signed")).toHaveLength(2));
    const ids = server.at("/signed").map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(1);
  });

  it("try again when the address fails, and sign with both secrets while they overlap", async () => {
    const stream = await createStream("/again", { types: ["project.updated"] });
    const rolled = await api.call<Stream>("POST", `${streams()}/${stream.id}/secret`, {});
    server.answer = ({ url }) =>
      url === "/again" && server.at("/again").length === 1
        ? { status: 503, body: "later" }
        : { status: 204 };
    const patch = [
      { op: "replace", path: "/services/oauth2/config/ttl", value: { id_token: "2h" } },
    ];
    expect((await api.call("PATCH", `/projects/${project.id}`, patch)).status).toBe(200);
    await eventually(async () =>
      expect(await deliveriesOf(stream)).toMatchObject([
        { state: "delivered", attempts: 2, event: { type: "project.updated" } },
      ]),
    );
    const [first] = server.at("/again");
    for (const secret of [stream.signing_secret, rolled.body.signing_secret]) {
      expect(first !== undefined && verified(first, secret ?? "")).toBe(true);
    }
  });

  it("keep what happens while they are paused; a test and a replay send on request", async () => {
    const stream = await createStream("/paused", { status: "paused" });
    await grantry.admin.createClient(project);
    const test = await api.call<Delivery>("POST", `${streams()}/${stream.id}/test`);
    expect(test).toMatchObject({ status: 202, body: { event: { type: "stream.test" } } });
    const types = () =>
      server.at("/paused").map(({ body }) => (JSON.parse(body) as { type: string }).type);
    await eventually(async () => expect(types()).toEqual(["stream.test"]));
    await api.call("PUT", `${streams()}/${stream.id}`, { status: "active" });
    await eventually(async () => expect(types()).toEqual(["stream.test", "client.created"]));
    const replay = { from: new Date(Date.now() - 3_600_000).toISOString(), only: "all" };
    const path = `${streams()}/${stream.id}/replay`;
    const dry = await api.call("POST", path, { ...replay, dry_run: true });
    expect(dry).toMatchObject({ status: 202, body: { events: 1 } });
    await eventually(async () =>
      expect((await api.call("POST", path, replay)).body).toEqual({ events: 1 }),
    );
    await eventually(async () => expect(types()).toHaveLength(3));
  });

  it("are paused after 20 failures in a row, with the reason", async () => {
    const stream = await createStream("/dead");
    server.answer = () => ({ status: 500 });
    for (let count = 0; count < 20; count += 1) await grantry.admin.createClient(project);
    await eventually(async () => {
      const { body } = await api.call<Stream>("GET", `${streams()}/${stream.id}`);
      expect(body).toMatchObject({ status: "paused" });
      expect(body.pause_reason).toBe("Paused after 20 failures. The last answer: 500.");
    });
    const audit = await api.call("GET", `/audit-events?target=${stream.id}`);
    expect(JSON.stringify(audit.body)).toContain("event_stream.pause");
  });

  it("belong to their project and workspace, and to those with the permission", async () => {
    const stream = await createStream("/own", { status: "paused" });
    const test = await api.call<Delivery>("POST", `${streams()}/${stream.id}/test`);
    const other = await grantry.admin.createProject("Other");
    const second = await makeSecondWorkspace(grantry);
    const reader = await api.createToken({ permissions: ["streams:read"] });
    const stranger = await api.createToken({ permissions: ["clients:write"] });
    const elsewhere = await api.createToken({
      permissions: ["streams:write"],
      project_ids: [other.id],
    });
    const replay = { from: "2026-01-01T00:00:00Z" };
    const calls: [string, string, object?][] = [
      ["GET", ""],
      ["PUT", "", { status: "active" }],
      ["POST", "/secret", {}],
      ["POST", "/test"],
      ["POST", "/replay", replay],
      ["GET", "/deliveries"],
      ["GET", `/deliveries/${test.body.id}`],
      ["POST", `/deliveries/${test.body.id}/redeliver`],
      ["DELETE", ""],
    ];
    for (const [method, path, body] of calls) {
      const own = `${streams()}/${stream.id}${path}`;
      const inOther = `/projects/${other.id}/eventstreams/${stream.id}${path}`;
      const statuses = await Promise.all([
        api.as(second.token).call(method, own, body),
        api.as(elsewhere.value).call(method, own, body),
        api.call(method, inOther, body),
        api.call(method, `${streams()}/${randomUUID()}${path}`, body),
        api.as(stranger.value).call(method, own, body),
        api.as(undefined).call(method, own, body),
      ]);
      expect([method, path, ...statuses.map(({ status }) => status)]).toEqual([
        method,
        path,
        404,
        404,
        404,
        404,
        403,
        401,
      ]);
      const asReader = await api.as(reader.value).call(method, own, body);
      expect([method, path, asReader.status]).toEqual([method, path, method === "GET" ? 200 : 403]);
    }
  });
});
