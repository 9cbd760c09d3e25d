import { findChainBreak } from "@grantry/control";
import { openControl } from "@grantry/persistence";
import pg from "pg";
import { eventually } from "../jobs/eventually.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type Token } from "./control-api.js";

interface Events {
  events: {
    action: string;
    target: { id: string };
    actor: { type: string };
    request_id: string;
  }[];
  next_page_token: string;
}

describe("the audit log", () => {
  let grantry: Grantry;
  let api: ControlApi;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });

  const eventsOf = async (targetId: string) => {
    const { body } = await api.call<Events>("GET", `/audit-events?target=${targetId}`);
    return body.events.toReversed();
  };

  it("has one event for each write, with its actor and request ID", async () => {
    const created = await api.call<{ id: string }>("POST", "/projects", { name: "Audited" });
    const { id } = created.body;
    const patch = [{ op: "replace", path: "/name", value: "Renamed" }];
    await api.call("PATCH", `/projects/${id}`, patch);
    await api.call("PATCH", `/projects/${id}`, patch);
    await api.call("DELETE", `/projects/${id}`);
    const events = await eventsOf(id);
    expect(events.map(({ action }) => action)).toEqual([
      "project.create",
      "project.update",
      "project.delete",
    ]);
    expect(events[0]?.actor.type).toBe("personal_access_token");
    expect(events[0]?.request_id).toBe(created.headers.get("x-request-id"));
  });

  it("has events for tokens and for writes to a project's admin API, without any secret", async () => {
    const token = await api.createToken({ permissions: ["project:read"] });
    await api.call("DELETE", `/personal-access-tokens/${token.id}`);
    expect((await eventsOf(token.id)).map(({ action }) => action)).toEqual([
      "personal_access_token.create",
      "personal_access_token.revoke",
    ]);
    const project = await grantry.admin.createProject();
    const path = `/projects/${project.id}/admin/clients`;
    const client = await api.call<{ client_id: string; client_secret: string }>("POST", path, {
      client_name: "x",
    });
    const id = client.body.client_id;
    await eventually(async () => {
      expect((await eventsOf(id)).map(({ action }) => action)).toEqual(["clients.create"]);
    });
    const told = JSON.stringify([await eventsOf(token.id), await eventsOf(id)]);
    expect(told).not.toContain(token.value);
    expect(told).not.toContain(client.body.client_secret);
  });

  it("has no event for a refused write", async () => {
    const reader = await api.createToken({ permissions: ["project:read"] });
    const refused = await api.as(reader.value).call("POST", "/projects", { name: "x" });
    expect(refused.status).toBe(403);
    const requestId = refused.headers.get("x-request-id");
    const { body } = await api.call<Events>("GET", `/audit-events?request_id=${requestId}`);
    expect(body.events).toEqual([]);
  });

  it("is a chain without a break, also under simultaneous writes", async () => {
    await Promise.all(
      Array.from({ length: 8 }, () => api.createToken({ permissions: ["project:read"] })),
    );
    const control = await openControl({ databaseUrl: grantry.facts.stores.databaseUrl });
    try {
      const workspace = await control.workspaces.findFirst();
      const events = await control.audit.list(workspace?.id ?? "", { take: 100_000, within: null });
      const inOrder = events.toReversed();
      expect(findChainBreak(inOrder)).toBeUndefined();
      const forged = inOrder.map((event, index) =>
        index === 1 ? { ...event, action: "forged" } : event,
      );
      expect(findChainBreak(forged)).toBe(2);
      expect(findChainBreak(inOrder.toSpliced(1, 1))).toBe(3);
    } finally {
      await control.close();
    }
  });

  it.each(["grantry_control", undefined])(
    "cannot be changed in the database as %s",
    async (role) => {
      const client = new pg.Client({
        connectionString: grantry.facts.stores.databaseUrl,
        ...(role && { options: `-c role=${role}` }),
      });
      await client.connect();
      try {
        for (const statement of [
          "update audit_events set action = 'x'",
          "delete from audit_events",
          "truncate audit_events",
        ]) {
          await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
        }
      } finally {
        await client.end();
      }
    },
  );

  it("gives older pages by token", async () => {
    const first = await api.call<Events>("GET", "/audit-events?page_size=2");
    const token = first.body.next_page_token;
    const next = await api.call<Events>("GET", `/audit-events?page_size=2&page_token=${token}`);
    expect(next.body.events).toHaveLength(2);
    expect(next.body.events).not.toEqual(first.body.events);
    const own = await api.call<Token[]>("GET", "/personal-access-tokens");
    expect(own.status).toBe(200);
  });
});
