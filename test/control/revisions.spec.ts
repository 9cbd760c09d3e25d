import type { Revision, RevisionDifference, SuccessfulProjectUpdate } from "@grantry/contracts";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, type Token, withinOneSecond } from "./control-api.js";

interface Listed {
  revisions: Revision[];
  next_page_token: string;
  has_next_page: boolean;
}

const AUTH = {
  type: "api_key",
  config: { in: "header", name: "X-Key", value: "a secret of the hook" },
};

describe("revisions of a configuration (contract §5, console §6.14)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let id: string;
  let path: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });
  beforeEach(async () => {
    ({ id } = await grantry.admin.createProject("Revisions"));
    path = `/projects/${id}`;
  });

  const set = (pointer: string, value: unknown) => [{ op: "add", path: pointer, value }];
  const lifetime = (value: string) => set("/services/oauth2/config/ttl/access_token", value);
  const patch = async (operations: unknown, headers: Record<string, string> = {}, query = "") =>
    (await api.call<SuccessfulProjectUpdate>("PATCH", `${path}${query}`, operations, headers)).body;
  const list = async (query = "") =>
    (await api.call<Listed>("GET", `${path}/revisions${query}`)).body;
  const diff = async (revision: string | number, against = "") =>
    (await api.call<RevisionDifference>("GET", `${path}/revisions/${revision}/diff${against}`))
      .body;

  it("tells who made a revision, from where, why, and what it changed", async () => {
    const note = encodeURIComponent("Shorter, für die Prüfung");
    const saved = await patch(lifetime("30m0s"), { "revision-note": note });
    const { revisions } = await list();
    expect(revisions).toMatchObject([
      {
        id: saved.project.revision_id,
        number: 2,
        note: "Shorter, für die Prüfung",
        source: "api",
        author: { type: "personal_access_token" },
        changed_paths: ["/services/oauth2/config/ttl/access_token"],
        is_current: true,
        is_serving: true,
      },
      { number: 1, note: "", changed_paths: [], is_current: false, is_serving: false },
    ]);
    const asCommand = await patch(lifetime("40m0s"), { "user-agent": "grantry-cli" });
    expect(asCommand.revision.number).toBe(3);
    expect((await list()).revisions[0]?.source).toBe("cli");
  });

  it("answers with the difference, its effects and the revision that serves", async () => {
    const saved = await patch(lifetime("30m0s"));
    expect(saved).toMatchObject({
      dry_run: false,
      difference: [
        { path: "/services/oauth2/config/ttl/access_token", kind: "added", after: "30m0s" },
      ],
      effects: [{ code: "access_token_lifetime_shorter", severity: "warning" }],
      revision: { id: saved.project.revision_id, number: 2 },
      serving_revision: { id: saved.project.revision_id, number: 2 },
    });
  });

  it("serves a saved revision within a second", async () => {
    const { issuer } = (await api.call<{ issuer: string }>("GET", path)).body;
    const offers = async () => {
      const answer = await grantry.fetch(`${issuer}/.well-known/openid-configuration`);
      return "registration_endpoint" in ((await answer.json()) as object);
    };
    expect(await offers()).toBe(false);
    await patch(set("/services/oauth2/config/oidc/dynamic_client_registration/enabled", true));
    expect(await withinOneSecond(offers)).toBe(true);
  });

  it("changes nothing on a dry run", async () => {
    const before = (await api.call("GET", path)).body;
    const asked = await patch(lifetime("30m0s"), {}, "?dry_run=true");
    expect(asked).toMatchObject({ dry_run: true, revision: { number: 1 } });
    expect(asked.difference).toHaveLength(1);
    expect((await api.call("GET", path)).body).toEqual(before);
    expect((await list()).revisions).toHaveLength(1);
    const mistyped = await api.call<ErrorAnswer>("PATCH", `${path}?dry_run=yes`, lifetime("30m"));
    expect(mistyped.status).toBe(400);
    const body = { name: "By PUT", cors_public: {}, cors_admin: {}, services: {} };
    const put = await api.call<SuccessfulProjectUpdate>("PUT", `${path}?dry_run=true`, body);
    expect(put.body).toMatchObject({ dry_run: true, project: { name: "By PUT" } });
    expect((await list()).revisions).toHaveLength(1);
  });

  it("makes no revision of what changes nothing", async () => {
    await patch(lifetime("30m0s"));
    const again = await patch(lifetime("30m0s"));
    expect(again).toMatchObject({ difference: [], effects: [], revision: { number: 2 } });
  });

  it("compares any two revisions", async () => {
    await patch(lifetime("30m0s"));
    await patch(set("/name", "Renamed"));
    expect((await diff(3)).difference.map(({ path: changed }) => changed)).toEqual(["/name"]);
    const wide = await diff(3, "?against=1");
    expect(wide).toMatchObject({ from: { number: 1 }, to: { number: 3 } });
    expect(wide.difference).toHaveLength(2);
    expect((await diff(1)).from).toBeNull();
    expect((await diff(1, "?against=current")).effects).toMatchObject([
      { code: "access_token_lifetime_longer" },
    ]);
  });

  it("restores an earlier revision as a new one; whether the project runs stays", async () => {
    await patch(lifetime("30m0s"));
    const second = await api.call<{ document: unknown }>("GET", `${path}/revisions/2`);
    await patch(lifetime("40m0s"));
    const restored = await api.call<SuccessfulProjectUpdate>(
      "POST",
      `${path}/revisions/2/restore`,
      { note: "The last good one" },
    );
    expect(restored.status).toBe(200);
    expect(restored.body.revision.number).toBe(4);
    const fourth = await api.call<{ document: unknown }>("GET", `${path}/revisions/current`);
    expect(fourth.body.document).toEqual(second.body.document);
    expect(fourth.body).toMatchObject({ note: "The last good one", restored_from: 2 });
    const withoutBody = await api.call("POST", `${path}/revisions/1/restore?dry_run=true`);
    expect(withoutBody.body).toMatchObject({ dry_run: true });
    expect((await list()).revisions).toHaveLength(4);
  });

  it("brings no secret back, and shows none", async () => {
    const url = "https://hook.example/ask";
    const hook = "/services/oauth2/config/oauth2/token_hook";
    await patch(set(hook, { url, auth: AUTH }));
    const moved = await api.call<ErrorAnswer>(
      "PATCH",
      path,
      set(`${hook}/url`, "https://b.example"),
    );
    expect(moved.body.error.reason).toContain("enter its authentication again");
    await patch(set(hook, { url: "https://other.example/ask" }));
    const restored = await api.call<SuccessfulProjectUpdate>("POST", `${path}/revisions/2/restore`);
    expect(restored.body.warnings.map(({ message }) => message).join()).toContain(
      "oauth2.token_hook.auth is only written",
    );
    const shown = await Promise.all([
      api.call("GET", `${path}/revisions/2`),
      api.call("GET", `${path}/revisions/2/diff`),
      api.call("GET", `${path}/revisions/3/diff`),
      api.call("GET", `/audit-events?project_id=${id}`),
    ]);
    expect(JSON.stringify([...shown, restored.body])).not.toContain("a secret of the hook");
    expect(shown[1]?.body).toMatchObject({ difference: [{ hidden: true }, { after: url }] });
  });

  it("pages through history", async () => {
    for (const minutes of [30, 40, 50]) await patch(lifetime(`${minutes}m0s`));
    const first = await list("?page_size=3");
    expect(first.revisions.map(({ number }) => number)).toEqual([4, 3, 2]);
    const rest = await list(`?page_size=3&page_token=${first.next_page_token}`);
    expect(rest.revisions.map(({ number }) => number)).toEqual([1]);
    expect(rest.has_next_page).toBe(false);
  });

  it("tells who saved what when a revision is stale", async () => {
    const project = (await api.call<{ revision_id: string }>("GET", path)).body;
    await patch(lifetime("30m0s"));
    const stale = await api.call<ErrorAnswer>(
      "PATCH",
      `${path}/revision/${project.revision_id}`,
      lifetime("40m0s"),
    );
    expect([stale.status, stale.body.error.id]).toEqual([409, "stale_revision"]);
    expect(stale.body.error.details).toMatchObject({
      current_revision: { number: 2 },
      saved_by: expect.any(String),
      difference: [{ path: "/services/oauth2/config/ttl/access_token", after: "30m0s" }],
    });
  });

  it("saves simultaneous changes that name no revision one after the other", async () => {
    const lifetimes = ["access_token", "id_token", "auth_code"].map((name) =>
      set(`/services/oauth2/config/ttl/${name}`, "5m0s"),
    );
    await Promise.all(lifetimes.map((operations) => patch(operations)));
    const project = await api.call("GET", path);
    expect(project.body).toMatchObject({
      services: {
        oauth2: {
          config: { ttl: { access_token: "5m0s", id_token: "5m0s", auth_code: "5m0s" } },
        },
      },
    });
  });

  describe("by somebody who may not", () => {
    let reader: Token;
    let elsewhere: string;

    beforeEach(async () => {
      reader = await api.createToken({ permissions: ["config:read"], project_ids: [id] });
      ({ id: elsewhere } = await grantry.admin.createProject("Elsewhere"));
    });

    it("is refused by permission and by project", async () => {
      const read = api.as(reader.value);
      expect((await read.call("GET", `${path}/revisions`)).status).toBe(200);
      expect((await read.call("POST", `${path}/revisions/1/restore`)).status).toBe(403);
      for (const route of ["", "/1", "/1/diff", "/current"]) {
        const answer = await read.call("GET", `/projects/${elsewhere}/revisions${route}`);
        expect([route, answer.status]).toEqual([route, 404]);
      }
      const blind = await api.createToken({ permissions: ["project:read"] });
      expect((await api.as(blind.value).call("GET", `${path}/revisions`)).status).toBe(403);
    });

    it("never reaches another project's revision by its id", async () => {
      const own = (await list()).revisions[0]?.id ?? "";
      for (const [method, route] of [
        ["GET", ""],
        ["GET", "/diff"],
        ["POST", "/restore"],
      ] as const) {
        const answer = await api.call(method, `/projects/${elsewhere}/revisions/${own}${route}`);
        expect(answer.status).toBe(404);
      }
      const against = await api.call(
        "GET",
        `/projects/${elsewhere}/revisions/1/diff?against=${own}`,
      );
      expect(against.status).toBe(404);
    });
  });
});
