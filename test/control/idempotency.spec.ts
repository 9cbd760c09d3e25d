import { randomUUID } from "node:crypto";
import { sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, type Token } from "./control-api.js";

describe("Idempotency-Key", () => {
  let api: ControlApi;

  beforeAll(async () => {
    const grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });

  const key = () => ({ "idempotency-key": randomUUID() });

  it("gives the repeated request the first answer and changes nothing again", async () => {
    const headers = key();
    const body = { name: `Once ${headers["idempotency-key"]}` };
    const first = await api.call<{ id: string }>("POST", "/projects", body, headers);
    const again = await api.call<{ id: string }>("POST", "/projects", body, headers);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
    const list = await api.call<{ name: string }[]>("GET", "/projects");
    expect(list.body.filter(({ name }) => name === body.name)).toHaveLength(1);
  });

  it("makes one of many simultaneous requests", async () => {
    const headers = key();
    const body = { name: `Race ${headers["idempotency-key"]}` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.call("POST", "/projects", body, headers)),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 201 && status !== 409)).toEqual([]);
    const list = await api.call<{ name: string }[]>("GET", "/projects");
    expect(list.body.filter(({ name }) => name === body.name)).toHaveLength(1);
  });

  it("never repeats a secret", async () => {
    const headers = key();
    const body = { name: headers["idempotency-key"], permissions: ["project:read"] };
    const first = await api.call<Token>("POST", "/personal-access-tokens", body, headers);
    const again = await api.call<Token>("POST", "/personal-access-tokens", body, headers);
    expect(first.body.value).toMatch(/^gry_pat_/);
    expect(again.body.id).toBe(first.body.id);
    expect(again.body).not.toHaveProperty("value");
  });

  it("belongs to one request", async () => {
    const headers = key();
    await api.call("POST", "/projects", { name: "First" }, headers);
    const other = await api.call<ErrorAnswer>("POST", "/projects", { name: "Second" }, headers);
    expect([other.status, other.body.error.id]).toEqual([422, "idempotency_key_reused"]);
  });

  it("is free again after a refusal", async () => {
    const headers = key();
    expect((await api.call("POST", "/projects", { name: "" }, headers)).status).toBe(400);
    expect((await api.call("POST", "/projects", { name: "Mended" }, headers)).status).toBe(201);
  });

  it("is 1 to 255 visible characters", async () => {
    const headers = { "idempotency-key": "a".repeat(256) };
    expect((await api.call("POST", "/projects", { name: "x" }, headers)).status).toBe(400);
  });
});
