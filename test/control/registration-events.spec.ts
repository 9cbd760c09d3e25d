import type { AuditEvent } from "@grantry/contracts";
import { eventually } from "../jobs/eventually.js";
import type { CreatedProject } from "../support/admin-client.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type Token } from "./control-api.js";

interface Registered {
  client_id: string;
  client_secret: string;
  registration_access_token: string;
}

describe("audit events of clients that register themselves (RFC 7591, RFC 7592)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let project: CreatedProject;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });
  beforeEach(async () => {
    project = await grantry.admin.createProject("Registers");
    await registration({ enabled: true });
  });

  const registration = (value: object) =>
    api.call("PATCH", `/projects/${project.id}`, [
      {
        op: "replace",
        path: "/services/oauth2/config/oidc/dynamic_client_registration",
        value,
      },
    ]);
  const as = (token?: string) => new ControlApi(`${project.issuer}/oauth2/register`, token);
  const document = { client_name: "An app", redirect_uris: ["https://app.example/callback"] };
  const register = (token?: string) => as(token).call<Registered>("POST", "", document);
  const eventsOf = async (target: string): Promise<AuditEvent[]> => {
    const query = `project_id=${project.id}&target=${encodeURIComponent(target)}`;
    const found = await api.call<{ events: AuditEvent[] }>("GET", `/audit-events?${query}`);
    return found.body.events.toReversed();
  };

  it("one each: registered, changed and deleted by itself", async () => {
    const registered = await register();
    expect(registered.status).toBe(201);
    const { client_id: id, registration_access_token: token } = registered.body;
    const changed = await as(token).call<Registered>("PUT", `/${id}`, {
      ...document,
      client_id: id,
      client_name: "Renamed",
    });
    expect(changed.status).toBe(200);
    const { registration_access_token: next } = changed.body;
    const removed = await as(next).call("DELETE", `/${id}`);
    expect(removed.status).toBe(204);
    const events = await eventually(async () => {
      const found = await eventsOf(id);
      expect(found).toHaveLength(3);
      return found;
    });
    expect(events.map(({ action }) => action)).toEqual([
      "clients.register",
      "clients.update",
      "clients.delete",
    ]);
    expect(events.map(({ actor }) => actor)).toEqual([
      { type: "client", id, label: "An app" },
      { type: "client", id, label: "An app" },
      { type: "client", id, label: "Renamed" },
    ]);
    expect(events.map(({ request_id: request }) => request)).toEqual(
      [registered, changed, removed].map(({ headers }) => headers.get("x-request-id")),
    );
    expect(events.map(({ address }) => typeof address)).toEqual(["string", "string", "string"]);
    expect(events.map(({ after }) => after)).toMatchObject([
      { client_id: id, client_name: "An app" },
      { client_name: "Renamed" },
      null,
    ]);
    const told = JSON.stringify(events);
    for (const secret of [token, next, registered.body.client_secret, changed.body.client_secret]) {
      expect(told).not.toContain(secret ?? "nothing");
    }
  });

  it("none of what was refused, or of who does not hold the client's token", async () => {
    const { body } = await register();
    const path = `/${body.client_id}`;
    expect((await as("gry_rat_of_nobody").call("PUT", path, document)).status).toBe(401);
    expect((await as("gry_rat_of_nobody").call("DELETE", path)).status).toBe(401);
    const token = body.registration_access_token;
    const wrong = { ...document, client_id: body.client_id, redirect_uris: ["/nowhere"] };
    expect((await as(token).call("PUT", path, wrong)).status).toBe(400);
    expect((await as().call("POST", "", { redirect_uris: [] })).status).toBe(400);
    await as(token).call("DELETE", path);
    await eventually(async () => {
      const actions = (await eventsOf(body.client_id)).map(({ action }) => action);
      expect(actions).toEqual(["clients.register", "clients.delete"]);
    });
  });

  it("tells whose initial access token let it in (RFC 7591 §3)", async () => {
    await registration({ enabled: true, initial_access_token_required: true });
    const token: Token = await api.createToken({
      permissions: ["clients:write"],
      project_ids: [project.id],
    });
    const registered = await eventually(async () => {
      expect((await register()).status).toBe(401);
      const answer = await register(token.value);
      expect(answer.status).toBe(201);
      return answer.body;
    });
    await eventually(async () => {
      const [event] = await eventsOf(registered.client_id);
      expect(event).toMatchObject({
        actor: { type: "client", id: registered.client_id },
        after: { initial_access_token: `token:${token.id}` },
      });
    });
  });
});
