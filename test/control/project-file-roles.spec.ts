import type { Applied, Member, Plan, ProjectFile, Role, ServiceAccount } from "@grantry/contracts";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, withinOneSecond } from "./control-api.js";
import { addMember, type NewMember } from "./new-member.js";
import { makeSecondWorkspace, type SecondWorkspace } from "./second-workspace.js";

describe("roles in a project's file (console §2.2, §6.24)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let workspace: SecondWorkspace;
  let member: NewMember;
  let account: ServiceAccount;
  let path: string;
  let issuer: string;
  let id: string;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    workspace = await makeSecondWorkspace(grantry);
    api = new ControlApi(grantry.addresses.api, workspace.token);
  });
  beforeEach(async () => {
    const created = await api.call<{ id: string; slug: string }>("POST", "/projects", {
      name: "Roles",
    });
    ({ id } = created.body);
    issuer = grantry.addresses.issuer(created.body.slug);
    path = `/projects/${id}`;
    member = await addMember(grantry, workspace.id, "viewer");
    const wish = { name: `ci ${id}`, role: "developer" };
    account = (await api.call<ServiceAccount>("POST", "/service-accounts", wish)).body;
  });

  const plan = async (file: unknown) => (await api.call<Plan>("POST", `${path}/plan`, file)).body;
  const refusal = async (file: unknown, as = api) => {
    const answer = await as.call<ErrorAnswer>("POST", `${path}/apply`, { file });
    return { ...answer.body.error, status: answer.status };
  };
  const apply = async (file: unknown) => {
    const answer = await api.call<Applied>("POST", `${path}/apply`, { file });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const roles = async () => (await api.call<ProjectFile>("GET", `${path}/export`)).body.roles;
  const fileWith = (...entries: object[]) => ({ version: 1, roles: entries });
  const theirs = () => ({ member: member.email, role: "developer" });
  const its = () => ({ service_account: account.name, role: "viewer" });

  it("gives, changes and takes roles, and is idempotent", async () => {
    expect(await roles()).toEqual([]);
    const file = fileWith(theirs(), its());
    const made = await plan(file);
    expect(made.summary).toEqual({ create: 2, update: 0, delete: 0 });
    expect(made.changes.map(({ section, label }) => [section, label])).toEqual([
      ["roles", member.email],
      ["roles", account.name],
    ]);
    const gained = made.effects.find(({ code }) => code === "permissions_gained");
    expect(gained?.message).toContain(`${member.email} gains`);
    const lost = made.effects.find(({ code }) => code === "permissions_lost");
    expect(lost?.message).toContain(`${account.name} loses`);
    expect(lost?.counts?.["permissions"]).toBeGreaterThan(3);
    await apply(file);
    expect(await roles()).toEqual(expect.arrayContaining([theirs(), its()]));
    expect(await apply(file)).toMatchObject({ applied: false, changes: [] });
    const shown = await api.call<Member>("GET", `/members/${member.id}`);
    expect(shown.body.project_roles).toMatchObject([{ project_id: id, role: "developer" }]);
    const changed = await apply(fileWith({ ...theirs(), role: "Support" }));
    expect(changed.summary).toEqual({ create: 0, update: 1, delete: 1 });
    expect(await roles()).toEqual([{ ...theirs(), role: "support" }]);
    await apply({ version: 1, branding: {} });
    expect(await roles()).toHaveLength(1);
    await apply(fileWith());
    expect(await roles()).toEqual([]);
    const query = `project_id=${id}&action=project_role.update`;
    const events = await api.call<{ events: unknown[] }>("GET", `/audit-events?${query}`);
    expect(events.body.events).toHaveLength(5);
  });

  it("reaches the plane within a second", async () => {
    const token = await api.createToken({
      permissions: ["clients:write", "clients:secrets"],
      service_account_id: account.id,
    });
    const create = async () => {
      const answer = await grantry.fetch(`${issuer}/admin/clients`, {
        method: "POST",
        headers: { authorization: `Bearer ${token.value}`, "content-type": "application/json" },
        body: "{}",
      });
      return answer.status;
    };
    expect(await create()).toBe(201);
    await apply(fileWith(its()));
    expect(await withinOneSecond(async () => (await create()) === 403)).toBe(true);
    await apply(fileWith());
    expect(await withinOneSecond(async () => (await create()) === 201)).toBe(true);
  });

  it("names custom roles as people do, and takes their IDs too", async () => {
    const name = `Keeper ${id}`;
    const made = await api.call<Role>("POST", "/roles", { name, based_on: "viewer" });
    await apply(fileWith({ member: member.email.toUpperCase(), role: name.toUpperCase() }));
    expect(await roles()).toEqual([{ member: member.email, role: name }]);
    const byId = await plan(fileWith({ member: member.email, role: made.body.id }));
    expect(byId.changes).toEqual([]);
  });

  it("tells what was changed by hand since", async () => {
    await apply(fileWith(theirs()));
    await api.call("PUT", `${path}/members/${account.id}/role`, { role: "support" });
    const { drift, changes } = await plan(fileWith(theirs()));
    const label = account.name;
    expect(drift?.changes).toMatchObject([{ section: "roles", action: "create", label }]);
    expect(changes).toMatchObject([{ section: "roles", action: "delete", label }]);
  });

  it("names every member, service account and role that there is not, and changes nothing", async () => {
    const refused = await refusal({
      ...fileWith(
        theirs(),
        { member: "nobody@example.com", role: "developer" },
        { service_account: "no robot", role: "no role" },
        theirs(),
      ),
      branding: { registration_enabled: false },
    });
    expect(refused.status).toBe(400);
    expect(refused.details).toEqual({
      fields: [
        { path: "roles.1.member", message: "The workspace has no member nobody@example.com." },
        {
          path: "roles.2.service_account",
          message: "The workspace has no service account no robot.",
        },
        { path: "roles.2.role", message: "The workspace has no role no role." },
        { path: "roles.3.member", message: `${member.email} is listed twice.` },
      ],
    });
    expect(refused.reason).toContain("no member nobody@example.com");
    const { body } = await api.call<ProjectFile>("GET", `${path}/export`);
    expect(body).toMatchObject({ branding: {}, roles: [] });
    for (const entry of [{ role: "viewer" }, { ...theirs(), ...its() }]) {
      expect(await refusal(fileWith(entry))).toMatchObject({
        status: 400,
        reason: expect.stringContaining("either a member"),
      });
    }
  });

  it("gives nobody more than its caller has, and no owner less", async () => {
    const admin = await api.call<ServiceAccount>("POST", "/service-accounts", {
      name: `admin ${id}`,
      role: "admin",
    });
    const token = await api.createToken({
      permissions: ["config:read", "members:write", "project:read"],
      service_account_id: admin.body.id,
    });
    const narrow = api.as(token.value);
    const wide = await refusal(fileWith(theirs()), narrow);
    expect([wide.status, wide.details["permission"]]).toEqual([403, expect.any(String)]);
    expect(await roles()).toEqual([]);
    const members = await api.call<Member[]>("GET", "/members");
    const boss = members.body.find(({ role }) => role === "owner");
    const refused = await refusal(fileWith({ member: boss?.email, role: "viewer" }));
    expect(refused.status).toBe(409);
    expect(refused.reason).toContain(boss?.email ?? "?");
  });

  it("asks for members:read and members:write; without them a project is exported without roles", async () => {
    await apply(fileWith(theirs()));
    const permissions = ["config:read", "clients:read", "streams:read"];
    const without = api.as((await api.createToken({ permissions, project_ids: [id] })).value);
    const exported = await without.call<ProjectFile>("GET", `${path}/export`);
    expect(exported.status).toBe(200);
    expect(exported.body).not.toHaveProperty("roles");
    const named = await without.call<ErrorAnswer>("GET", `${path}/export?sections=roles`);
    expect(named.body.error.details).toEqual({ permission: "members:read" });
    const readers = await api.createToken({ permissions: ["config:read", "members:read"] });
    const reader = api.as(readers.value);
    expect((await reader.call("POST", `${path}/plan`, fileWith())).status).toBe(200);
    const refused = await refusal(fileWith(), reader);
    expect(refused.details).toEqual({ permission: "members:write" });
    expect(await roles()).toHaveLength(1);
  });

  it("touches no other project, and knows nobody of another workspace", async () => {
    const other = await api.call<{ id: string }>("POST", "/projects", { name: "Another" });
    await api.call("PUT", `/projects/${other.body.id}/members/${member.id}/role`, {
      role: "support",
    });
    await apply(fileWith(theirs()));
    await apply(fileWith());
    const shown = await api.call<Member>("GET", `/members/${member.id}`);
    expect(shown.body.project_roles).toMatchObject([
      { project_id: other.body.id, role: "support" },
    ]);
    const stranger = await refusal(fileWith({ member: grantry.owner.email, role: "viewer" }));
    expect(stranger.status).toBe(400);
  });

  it("lets a member of chosen projects in", async () => {
    const other = await api.call<{ id: string }>("POST", "/projects", { name: "Elsewhere" });
    const limited = await addMember(grantry, workspace.id, "viewer", {
      projectIds: [other.body.id],
    });
    await apply(fileWith({ member: limited.email, role: "support" }));
    const shown = await api.call<Member>("GET", `/members/${limited.id}`);
    expect(shown.body.project_ids).toEqual(expect.arrayContaining([other.body.id, id]));
  });
});
