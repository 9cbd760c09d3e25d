import {
  type Effect,
  type Member,
  type Operation,
  OPERATIONS,
  type Rehearsal,
  type Role,
  type ServiceAccount,
  type SuccessfulProjectUpdate,
  type TokenPolicyChange,
} from "@grantry/contracts";
import { eventually } from "../jobs/eventually.js";
import { inDatabase } from "../support/engines.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ConsoleBrowser } from "./console-browser.js";
import { ControlApi, type ErrorAnswer } from "./control-api.js";
import { addMember, type NewMember } from "./new-member.js";
import { makeSecondWorkspace, type SecondWorkspace } from "./second-workspace.js";

describe("what dangerous actions would do, in numbers (console §6.16, §6.24)", () => {
  const rehearsedOperations = (OPERATIONS as readonly Operation[]).filter(
    ({ rehearsed }) => rehearsed,
  );
  let grantry: Grantry;
  let workspace: SecondWorkspace;
  let api: ControlApi;
  let member: NewMember;
  let limited: NewMember;
  let account: ServiceAccount;
  let role: Role;
  let project: { id: string; slug: string };
  let tokenId: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    workspace = await makeSecondWorkspace(grantry);
    api = new ControlApi(grantry.addresses.api, workspace.token);
    project = (await api.call<typeof project>("POST", "/projects", { name: "Danger" })).body;
    member = await addMember(grantry, workspace.id, "developer", { browsers: 2 });
    limited = await addMember(grantry, workspace.id, "viewer", { projectIds: [project.id] });
    const robot = { name: "robot", role: "developer" };
    account = (await api.call<ServiceAccount>("POST", "/service-accounts", robot)).body;
    const shape = { name: "Shaped", based_on: "developer" };
    role = (await api.call<Role>("POST", "/roles", shape)).body;
    for (const permissions of [["clients:write"], ["config:read"]]) {
      const wish = { permissions, service_account_id: account.id, project_ids: [project.id] };
      tokenId = (await api.createToken(wish)).id;
    }
    await api.call("PUT", `/projects/${project.id}/members/${limited.id}/role`, {
      role: "support",
    });
  });

  const rehearse = async (method: string, path: string, body?: unknown): Promise<Effect[]> => {
    const query = path.includes("?") ? "&dry_run=true" : "?dry_run=true";
    const answer = await api.call<Rehearsal>(method, `${path}${query}`, body);
    expect([answer.status, answer.body.dry_run]).toEqual([200, true]);
    return answer.body.effects;
  };
  const effectOf = (effects: Effect[], code: string) => effects.find((each) => each.code === code);

  const bodyOf = (id: string) => (id === "transferWorkspace" ? { member: member.id } : bodies[id]);
  const bodies: Record<string, unknown> = {
    updateMember: { role: "viewer" },
    updateServiceAccount: { role: "viewer" },
    updateRole: { permissions: ["project:read"] },
    setProjectRole: { role: "viewer" },
  };
  const pathOf = ({ id, path }: Operation) =>
    path
      .replace("{member}", id.startsWith("removeProject") ? limited.id : member.id)
      .replace("{service_account}", account.id)
      .replace("{role}", role.id)
      .replace("{project}", project.id)
      .replace("{workspace}", workspace.id)
      .replace("{token}", tokenId);
  const everything = async () => {
    const paths = [
      "/members",
      "/service-accounts",
      "/roles",
      "/personal-access-tokens",
      "/projects",
    ];
    const answers = await Promise.all(paths.map((path) => api.call("GET", path)));
    const events = await api.call<{ events: unknown[] }>("GET", "/audit-events?page_size=1");
    const seen = answers.map(({ body }) =>
      JSON.stringify(body, (key, value: unknown) => (/used/.test(key) ? undefined : value)),
    );
    return [...seen, JSON.stringify(events.body.events)];
  };

  it("every operation that can be rehearsed tells and changes nothing", async () => {
    expect(rehearsedOperations.length).toBeGreaterThan(12);
    const before = await everything();
    const wrong: string[] = [];
    for (const operation of rehearsedOperations) {
      const [method, path] = [operation.method.toUpperCase(), pathOf(operation)];
      const body = bodyOf(operation.id);
      const told = await api.call<Rehearsal>(method, `${path}?dry_run=true`, body);
      const isTold = told.status === 200 && told.body.dry_run && Array.isArray(told.body.effects);
      // It has a project.
      const isRefused = operation.id === "deleteWorkspace" && told.status === 409;
      if (!isTold && !isRefused) wrong.push(`${operation.id}: ${told.status}`);
      const mistyped = await api.call(method, `${path}?dry_run=yes`, body);
      if (mistyped.status !== 400) wrong.push(`${operation.id} mistyped: ${mistyped.status}`);
      const foreign = await new ControlApi(grantry.addresses.api, grantry.token).call(
        method,
        `${path}?dry_run=true`,
        body,
      );
      if (foreign.status !== 404) wrong.push(`${operation.id} foreign: ${foreign.status}`);
    }
    expect(wrong).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  it("asks for what doing it asks for", async () => {
    const reader = api.as((await api.createToken({ permissions: ["members:read"] })).value);
    const path = `/members/${member.id}?dry_run=true`;
    const refused = await reader.call<ErrorAnswer>("DELETE", path);
    expect(refused.body.error.details).toEqual({ permission: "members:write" });
    const members = await api.call<Member[]>("GET", "/members");
    const owner = members.body.find((each) => each.role === "owner");
    expect((await api.call("DELETE", `/members/${owner?.id}?dry_run=true`)).status).toBe(409);
  });

  it("removing a member: sessions, tokens and roles that end", async () => {
    expect(await rehearse("DELETE", `/members/${member.id}`)).toEqual([
      {
        code: "access_ends",
        severity: "danger",
        message: "Ends 2 sessions now.",
        counts: { sessions: 2, personal_access_tokens: 0, project_roles: 0 },
      },
    ]);
    const [robot] = await rehearse("DELETE", `/service-accounts/${account.id}`);
    expect(robot?.message).toBe("Ends 2 personal access tokens now.");
    const [other] = await rehearse("DELETE", `/members/${limited.id}`);
    expect(other?.message).toBe("Ends 1 role in a project now.");
  });

  it("changing a role: what is gained and lost, and the tokens that feel it", async () => {
    const effects = await rehearse("PATCH", `/service-accounts/${account.id}`, { role: "viewer" });
    const lost = effectOf(effects, "permissions_lost");
    expect(lost?.message).toMatch(/^robot loses .+ and \d+ more permissions in this workspace\.$/);
    expect(effectOf(effects, "tokens_narrowed")).toMatchObject({
      message: "1 personal access token can do less from now on.",
      counts: { personal_access_tokens: 1 },
    });
    const wider = await rehearse("PATCH", `/members/${member.id}`, { role: "admin" });
    expect(wider.map(({ code }) => code)).toEqual(["permissions_gained"]);
    const narrower = await rehearse("PATCH", `/members/${member.id}`, {
      project_ids: [project.id],
    });
    expect(narrower.map(({ message }) => message)).toEqual([
      `${member.email} reaches 1 project only.`,
    ]);
    const here = await rehearse("DELETE", `/projects/${project.id}/members/${limited.id}/role`);
    expect(here.map(({ code }) => code)).toEqual(["permissions_lost", "permissions_gained"]);
  });

  it("changing or deleting a custom role: how many have it", async () => {
    await api.call("PATCH", `/members/${member.id}`, { role: role.id });
    const changed = await rehearse("PATCH", `/roles/${role.id}`, { permissions: ["project:read"] });
    expect(effectOf(changed, "role_holders")?.counts).toEqual({ holders: 1 });
    expect(effectOf(changed, "permissions_lost")?.message).toContain("Who has it loses");
    const deleted = await rehearse("DELETE", `/roles/${role.id}?replacement=developer`);
    expect(deleted.map(({ code }) => code)).toEqual(["role_holders"]);
    expect((await api.call("DELETE", `/roles/${role.id}?dry_run=true`)).status).toBe(409);
    await api.call("PATCH", `/members/${member.id}`, { role: "developer" });
  });

  it("deleting and halting a project: clients, users, sign-ins and the tokens of a day", async () => {
    const issuer = grantry.addresses.issuer(project.slug);
    const admin = new ControlApi(`${issuer}/admin`, workspace.token);
    const client = await admin.call<Record<string, string>>("POST", "/clients", {
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_post",
    });
    const { client_id = "", client_secret = "" } = client.body;
    for (let count = 0; count < 3; count += 1) {
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id,
        client_secret,
      });
      await grantry.fetch(`${issuer}/oauth2/token`, { method: "POST", body });
    }
    const path = `/projects/${project.id}`;
    await eventually(async () => {
      const [effect] = await rehearse("DELETE", path);
      expect(effect).toMatchObject({
        code: "project_deleted",
        severity: "danger",
        counts: {
          clients: 1,
          users: 0,
          sessions: 0,
          personal_access_tokens: 2,
          tokens_24_hours: 3,
        },
      });
      expect(effect?.message).toContain("for 1 client and 2 personal access tokens");
      expect(effect?.message).toContain("3 tokens issued in the last 24 hours");
    });
    const halting = [{ op: "replace", path: "/state", value: "halted" }];
    const dry = await api.call<SuccessfulProjectUpdate>("PATCH", `${path}?dry_run=true`, halting);
    expect(effectOf(dry.body.effects, "halted")).toMatchObject({
      message:
        "Every endpoint answers 503. Nothing is deleted. That is: 3 tokens issued in the last 24 hours, no sign-ins open.",
      counts: { tokens_24_hours: 3, sessions: 0 },
    });
    const file = {
      version: 1,
      configuration: { oauth2: { oauth2: { pkce: { enforced: true } } } },
    };
    const plan = await api.call<{ effects: Effect[] }>("POST", `${path}/plan`, file);
    expect(effectOf(plan.body.effects, "pkce_enforced")?.counts).toEqual({ clients: 0 });
  });

  it("revoking a token: how it was used", async () => {
    const path = `/personal-access-tokens/${workspace.tokenId}`;
    await eventually(async () => {
      const [effect] = await rehearse("DELETE", path);
      expect(effect?.message).toContain("Everything stops working everywhere within a second.");
      expect(effect?.counts?.["uses"]).toBeGreaterThan(0);
    });
    const [unused] = await rehearse("DELETE", `/personal-access-tokens/${tokenId}`);
    expect(unused).toMatchObject({ severity: "info", counts: { uses: 0 } });
    const asKey = await rehearse("DELETE", `/projects/${project.id}/tokens/${tokenId}`);
    expect(asKey).toEqual([unused]);
  });

  it("tightening the token policy: the tokens it would end, and those it cuts off (SE-3)", async () => {
    const path = `/workspaces/${workspace.id}/token-policy`;
    const fixed = await api.createToken({
      permissions: ["project:read"],
      allowed_cidrs: ["203.0.113.7"],
    });
    const policy = {
      maximum_lifetime_days: 1,
      allowed_cidrs: ["127.0.0.0/8", "::1", "::ffff:127.0.0.0/104"],
    };
    const dry = await api.call<TokenPolicyChange>("PUT", `${path}?dry_run=true`, policy);
    expect(dry.body.cut_off.map(({ id }) => id)).toContain(fixed.id);
    expect(dry.body.shortened.length).toBeGreaterThan(1);
    const counted = effectOf(dry.body.effects, "tokens_shortened");
    expect(counted?.counts).toEqual({ personal_access_tokens: dry.body.shortened.length });
    expect(effectOf(dry.body.effects, "tokens_cut_off")?.message).toContain("no longer work");
    expect((await api.call("PUT", `${path}?dry_run=yes`, policy)).status).toBe(400);
    const standing = await api.call("GET", path);
    expect(standing.body).toMatchObject({ maximum_lifetime_days: 365, allowed_cidrs: [] });
  });

  it("asks a browser for no fresh sign-in: nothing happens yet", async () => {
    const browser = new ConsoleBrowser(grantry);
    await browser.signIn(grantry.owner);
    const sessions = await browser.call<{ id: string; current: boolean }[]>("GET", "/sessions");
    const current = sessions.body.find((each) => each.current);
    await inDatabase(grantry.facts.stores.databaseUrl, (client) =>
      client.query(
        "update console_sessions set signed_in_at = now() - interval '16 minutes' where id = $1",
        [current?.id],
      ),
    );
    const { id } = await grantry.admin.createProject("Old sign-in");
    expect((await browser.call("DELETE", `/projects/${id}?dry_run=true`)).status).toBe(200);
    const refused = await browser.call("DELETE", `/projects/${id}?dry_run=false`);
    expect(refused).toMatchObject({ body: { error: { id: "fresh_sign_in_required" } } });
  });

  it("deleting a workspace: who leaves and what ends", async () => {
    const empty = await makeSecondWorkspace(grantry);
    const theirs = api.as(empty.token);
    const told = await theirs.call<Rehearsal>("DELETE", `/workspaces/${empty.id}?dry_run=true`);
    expect(told.body.effects[0]).toMatchObject({
      message: "Ends 1 membership and 1 personal access token now. The audit log stays.",
      counts: { members: 1, service_accounts: 0, personal_access_tokens: 1 },
    });
  });
});
