import {
  type AuditEvent,
  type Mailbox,
  type Member,
  PERMISSIONS,
  type Rehearsal,
  type ServiceAccount,
  type Workspace,
  type WorkspaceTransfer,
} from "@grantry/contracts";
import { inDatabase } from "../support/engines.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ConsoleBrowser } from "./console-browser.js";
import { ControlApi, type ErrorAnswer } from "./control-api.js";
import { addMember, type NewMember } from "./new-member.js";
import { makeSecondWorkspace, type SecondWorkspace } from "./second-workspace.js";

describe("transfer of ownership (console §6.24)", () => {
  let grantry: Grantry;
  let workspace: SecondWorkspace;
  let api: ControlApi;
  let member: NewMember;
  let path: string;

  beforeEach(async () => {
    grantry = await sharedGrantry();
    workspace = await makeSecondWorkspace(grantry);
    api = new ControlApi(grantry.addresses.api, workspace.token);
    member = await addMember(grantry, workspace.id, "viewer");
    path = `/workspaces/${workspace.id}/transfer`;
  });

  const transfer = (body: object, as = api) => as.call<WorkspaceTransfer>("POST", path, body);
  const refusal = async (body: object, as = api) => {
    const answer = await as.call<ErrorAnswer>("POST", path, body);
    return { status: answer.status, details: answer.body.error.details };
  };
  const rolesOf = async () => {
    const members = await api.call<Member[]>("GET", "/members");
    return new Map(members.body.map(({ id, role }) => [id, role]));
  };

  it("makes a member the owner, and the owner what they choose", async () => {
    const project = await api.call<{ id: string }>("POST", "/projects", { name: "Theirs" });
    const limited = await addMember(grantry, workspace.id, "viewer", {
      projectIds: [project.body.id],
    });
    const role = `/projects/${project.body.id}/members/${limited.id}/role`;
    await api.call("PUT", role, { role: "support" });
    const done = await transfer({ member: limited.id, former_role: "developer" });
    expect(done.status).toBe(200);
    expect(done.body.owner).toMatchObject({
      id: limited.id,
      role: "owner",
      project_ids: null,
      project_roles: [],
    });
    expect(done.body.former_owner).toMatchObject({ id: workspace.memberId, role: "developer" });
    const whoami = await api.call<{ permissions: string[] }>("GET", "/whoami");
    expect(whoami.body.permissions).not.toContain("workspace:delete");
    expect((await refusal({ member: member.id })).status).toBe(403);
  });

  it("is one audit event, and both are told by mail", async () => {
    await transfer({ member: member.id });
    const admin = await rolesOf();
    expect(admin.get(workspace.memberId)).toBe("admin");
    const events = await api.call<{ events: AuditEvent[] }>(
      "GET",
      "/audit-events?action=workspace.transfer",
    );
    expect(events.body.events).toMatchObject([
      {
        target: { type: "workspace", id: workspace.id },
        before: { owner: { id: workspace.memberId }, member: { role: "viewer" } },
        after: { owner: { id: member.id, role: "owner" }, former_owner: { role: "admin" } },
      },
    ]);
    const operator = new ControlApi(grantry.addresses.api, grantry.token);
    for (const email of [member.email, `owner-${workspace.id}@example.com`]) {
      const query = `search=${encodeURIComponent(email)}`;
      const box = await operator.call<Mailbox>("GET", `/mailbox?${query}`);
      expect(box.body.mails[0]?.subject).toBe("Second workspace has another owner");
    }
  });

  it("is an owner's own: not an admin's, not that of a token with less, not to strangers", async () => {
    const admin = await api.call<ServiceAccount>("POST", "/service-accounts", {
      name: "admin",
      role: "admin",
    });
    const permissions = [...PERMISSIONS];
    const ofAdmin = await api.createToken({ permissions, service_account_id: admin.body.id });
    expect(await refusal({ member: member.id }, api.as(ofAdmin.value))).toEqual({
      status: 403,
      details: { permission: "workspace:delete" },
    });
    const less = await api.createToken({ permissions: ["workspace:delete", "members:write"] });
    expect((await refusal({ member: member.id }, api.as(less.value))).status).toBe(403);
    const other = await makeSecondWorkspace(grantry);
    expect((await refusal({ member: other.memberId })).status).toBe(404);
    expect((await refusal({ member: member.id }, api.as(other.token))).status).toBe(404);
    expect((await refusal({ member: workspace.memberId })).status).toBe(400);
    expect((await refusal({ member: member.id, former_role: "no role" })).status).toBe(400);
    expect(await rolesOf()).toEqual(
      new Map([
        [workspace.memberId, "owner"],
        [member.id, "viewer"],
      ]),
    );
  });

  it("leaves an owner at every moment, also of many at once", async () => {
    const others = await Promise.all(
      ["developer", "support"].map((role) => addMember(grantry, workspace.id, role)),
    );
    const [changed, ...transfers] = await Promise.all([
      api.call("PATCH", `/members/${workspace.memberId}`, { role: "viewer" }),
      ...[member, ...others].map(({ id }) => transfer({ member: id, former_role: "viewer" })),
    ]);
    const outcomes = transfers.map(({ status }) => status).toSorted((one, two) => one - two);
    expect(outcomes[0]).toBe(200);
    expect(outcomes.slice(1).every((status) => status === 403 || status === 409)).toBe(true);
    // Behind the transfer it says what is so already; before it, it would leave nobody.
    expect([200, 403, 409]).toContain(changed.status);
    const owners = await inDatabase(grantry.facts.stores.databaseUrl, async (client) => {
      const found = await client.query(
        "select id from members where workspace_id = $1 and role = 'owner'",
        [workspace.id],
      );
      return found.rows.length;
    });
    expect(owners).toBe(1);
  });

  it("tells before what both gain and lose", async () => {
    const told = await api.call<Rehearsal>("POST", `${path}?dry_run=true`, { member: member.id });
    expect(told.body.effects.map(({ code, message }) => [code, message.split(" ")[0]])).toEqual([
      ["permissions_gained", member.email],
      ["permissions_lost", `owner-${workspace.id}@example.com`],
      ["tokens_narrowed", "1"],
    ]);
    expect((await rolesOf()).get(member.id)).toBe("viewer");
  });

  it("gives a repeated request its first answer, though its sender is no owner any more", async () => {
    const key = { "idempotency-key": `transfer-${workspace.id}` };
    const body = { member: member.id, former_role: "viewer" };
    const first = await api.call("POST", path, body, key);
    const repeated = await api.call("POST", path, body, key);
    expect([first.status, repeated.status]).toEqual([200, 200]);
    expect(repeated.body).toEqual(first.body);
  });

  it("asks a browser for a sign-in of the last 15 minutes", async () => {
    const browser = new ConsoleBrowser(grantry);
    await browser.signIn(grantry.owner);
    const made = await browser.call<Workspace>("POST", "/workspaces", { name: "To hand on" });
    const heir = await addMember(grantry, made.body.id, "admin");
    const route = `/workspaces/${made.body.id}/transfer`;
    const sessions = await browser.call<{ id: string; current: boolean }[]>("GET", "/sessions");
    const current = sessions.body.find((each) => each.current);
    const setAge = (minutes: number) =>
      inDatabase(grantry.facts.stores.databaseUrl, (client) =>
        client.query(
          `update console_sessions set signed_in_at = now() - make_interval(mins => $2)
           where id = $1`,
          [current?.id, minutes],
        ),
      );
    await setAge(16);
    const refused = await browser.call("POST", route, { member: heir.id });
    expect(refused).toMatchObject({ body: { error: { id: "fresh_sign_in_required" } } });
    await setAge(1);
    expect((await browser.call("POST", route, { member: heir.id })).status).toBe(200);
  });

  it("an owner made in another way is one in every project too", async () => {
    const project = await api.call<{ id: string }>("POST", "/projects", { name: "Theirs" });
    const role = `/projects/${project.body.id}/members/${member.id}/role`;
    await api.call("PUT", role, { role: "support" });
    const made = await api.call<Member>("PATCH", `/members/${member.id}`, { role: "owner" });
    expect(made.body.project_roles).toEqual([]);
  });
});
