import type {
  AcceptedInvitation,
  ConsoleSession,
  Invitation,
  Mail,
  Mailbox,
  Member,
  PublicInvitation,
  Role,
  ServiceAccount,
  SignedInBrowser,
  Workspace,
} from "@grantry/contracts";
import type { CreatedProject } from "../support/admin-client.js";
import { inDatabase } from "../support/engines.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { newPerson, type Person } from "../support/sign-in.js";
import { ConsoleBrowser } from "./console-browser.js";
import {
  type Answer,
  ControlApi,
  type ErrorAnswer,
  type Token,
  withinOneSecond,
} from "./control-api.js";

describe("teams (console §2.2, §6.16)", () => {
  let grantry: Grantry;
  let api: ControlApi;
  let owner: ConsoleBrowser;
  let project: CreatedProject;

  beforeAll(async () => {
    grantry = await sharedGrantry();
    api = new ControlApi(grantry.addresses.api, grantry.token);
    owner = new ConsoleBrowser(grantry);
    await owner.signIn(grantry.owner);
    project = await grantry.admin.createProject("Teams");
  });

  const reasonOf = (answer: Answer<unknown>) => (answer.body as ErrorAnswer).error.reason;

  /** The code in the latest mail to an address. */
  const codeFor = async (email: string): Promise<string> => {
    const box = await owner.call<Mailbox>("GET", `/mailbox?search=${encodeURIComponent(email)}`);
    const mail = await owner.call<Mail>("GET", `/mailbox/${box.body.mails[0]?.id}`);
    const [, code = ""] = /\/invitations\/([\w-]+)/.exec(mail.body.text) ?? [];
    return code;
  };

  const invite = async (person: Person, wish: Record<string, unknown> = {}) => {
    const body = { email: person.email, ...wish };
    const answer = await owner.call<Invitation>("POST", "/invitations", body);
    expect(answer.status).toBe(201);
    return { invitation: answer.body, code: await codeFor(person.email) };
  };

  /** Somebody new who was invited, made an account and accepted. */
  const join = async (wish: Record<string, unknown> = {}) => {
    const person = newPerson();
    const { code } = await invite(person, wish);
    const browser = new ConsoleBrowser(grantry);
    const query = { return_to: `/invitations/${code}`, invitation: code };
    await browser.signIn(person, { isNew: true, query });
    const accepted = await browser.call<AcceptedInvitation>("POST", `/invitations/${code}/accept`);
    expect(accepted.status).toBe(200);
    return { person, browser, code, memberId: accepted.body.member_id };
  };

  /** A token that belongs to a member, made in their own browser. */
  const tokenOf = async (browser: ConsoleBrowser, fields: Record<string, unknown>) => {
    const body = { name: `t ${Math.random()}`, ...fields };
    const answer = await browser.call<Token>("POST", "/personal-access-tokens", body);
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  };

  const clientsAtPlane = async (token: string) =>
    (
      await grantry.fetch(`${project.issuer}/admin/clients`, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;

  it("an invitation opens registration for its address only and works once (ME-3)", async () => {
    const person = newPerson();
    const { invitation, code } = await invite(person, { role: "viewer" });
    expect(JSON.stringify(invitation)).not.toContain(code);
    const shown = await api.as(undefined).call<PublicInvitation>("GET", `/invitations/${code}`);
    expect(shown.body).toMatchObject({
      email: person.email,
      role_name: "Viewer",
      state: "pending",
    });
    const again = await owner.call("POST", "/invitations", { email: person.email });
    expect(again.status).toBe(409);
    expect(reasonOf(again)).toBe("Already invited. Send again?");

    const elsewhere = await owner.call("POST", `/invitations/${code}/accept`);
    expect(elsewhere.status).toBe(403);
    expect(reasonOf(elsewhere)).toBe(
      `This invitation is for ${person.email}. You are ${grantry.owner.email}.`,
    );

    const browser = new ConsoleBrowser(grantry);
    const query = { return_to: `/invitations/${code}`, invitation: code };
    // The form says another address: the invitation decides.
    const other = { ...person, email: newPerson().email };
    await browser.signIn(other, { isNew: true, query });
    const both = await Promise.all(
      [1, 2].map(() => browser.call("POST", `/invitations/${code}/accept`)),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const session = await browser.call<{ member: { email: string; role: string } }>(
      "GET",
      "/auth/session",
    );
    expect(session.body.member).toMatchObject({ email: person.email, role: "viewer" });
    expect((await browser.call("POST", "/projects", { name: "No" })).status).toBe(403);
    const member = await owner.call("POST", "/invitations", { email: person.email });
    expect(reasonOf(member)).toBe("Already a member.");
  });

  it("a code that was sent again, revoked, declined or has expired is over", async () => {
    const [first, second, third] = [newPerson(), newPerson(), newPerson()];
    const one = await invite(first);
    const resent = await owner.call("POST", `/invitations/${one.invitation.id}/resend`);
    expect(resent.status).toBe(200);
    expect((await api.call("GET", `/invitations/${one.code}`)).status).toBe(404);
    const code = await codeFor(first.email);
    const browser = new ConsoleBrowser(grantry);
    const query = { return_to: `/invitations/${code}`, invitation: code };
    await browser.signIn(first, { isNew: true, query });
    expect((await browser.call("POST", `/invitations/${code}/decline`)).status).toBe(204);
    expect((await browser.call("POST", `/invitations/${code}/accept`)).status).toBe(409);

    const two = await invite(second);
    expect((await owner.call("DELETE", `/invitations/${two.invitation.id}`)).status).toBe(204);
    const revoked = await api.call<PublicInvitation>("GET", `/invitations/${two.code}`);
    expect(revoked.body.state).toBe("revoked");

    const three = await invite(third);
    await inDatabase(grantry.facts.stores.databaseUrl, (client) =>
      client.query("update invitations set expires_at = now() where id = $1", [
        three.invitation.id,
      ]),
    );
    const expired = await api.call<PublicInvitation>("GET", `/invitations/${three.code}`);
    expect(expired.body.state).toBe("expired");
    expect((await owner.call("POST", "/invitations", { email: third.email })).status).toBe(201);
  });

  it("nobody rises: not by role, role shape, project role or token (ME-2)", async () => {
    const { browser, memberId } = await join({ role: "admin" });
    const members = await owner.call<Member[]>("GET", "/members");
    const boss = members.body.find(({ email }) => email === grantry.owner.email);
    const self = await browser.call("PATCH", `/members/${memberId}`, { role: "owner" });
    expect(self.status).toBe(403);
    for (const [method, body] of [
      ["PATCH", { role: "viewer" }],
      ["DELETE", undefined],
    ] as const) {
      const taken = await browser.call(method, `/members/${boss?.id}`, body);
      expect(taken.status).toBe(403);
    }
    const wide = { name: "Wide", based_on: "owner" };
    expect((await browser.call("POST", "/roles", wide)).status).toBe(403);
    const invited = { email: newPerson().email, role: "owner" };
    expect((await browser.call("POST", "/invitations", invited)).status).toBe(403);
    const last = await owner.call("PATCH", `/members/${boss?.id}`, { role: "admin" });
    expect(last.status).toBe(409);
    expect(reasonOf(last)).toBe("A workspace needs an owner.");
    expect((await owner.call("DELETE", `/members/${boss?.id}`)).status).toBe(409);
  });

  it("a role in one project replaces the workspace role there, on the plane too", async () => {
    const { browser, memberId } = await join({ role: "developer" });
    const token = await tokenOf(browser, { permissions: ["clients:write"] });
    expect(await clientsAtPlane(token.value)).toBe(200);
    const role = `/projects/${project.id}/members/${memberId}/role`;
    const made = await owner.call<Role>("POST", "/roles", {
      name: `Logs only ${memberId}`,
      based_on: "viewer",
      permissions: ["project:read", "logs:read"],
    });
    expect((await owner.call("PUT", role, { role: made.body.id })).status).toBe(204);
    expect(await withinOneSecond(async () => (await clientsAtPlane(token.value)) === 403)).toBe(
      true,
    );
    const path = `/projects/${project.id}/admin/clients`;
    expect((await browser.call("GET", path)).status).toBe(403);
    expect((await api.as(token.value).call("GET", path)).status).toBe(403);
    expect((await browser.call("GET", `/projects/${project.id}/jobs`)).status).toBe(403);
    const session = await browser.call<ConsoleSession>("GET", "/auth/session");
    expect(session.body.member.permissions).toContain("clients:write");
    expect(session.body.member.project_permissions).toEqual({
      [project.id]: expect.arrayContaining(["project:read", "logs:read"]),
    });
    expect(session.body.member.project_permissions[project.id]).toHaveLength(2);
    const other = await grantry.admin.createProject("Other");
    expect((await browser.call("GET", `/projects/${other.id}/admin/clients`)).status).toBe(200);
    const inUse = await owner.call("DELETE", `/roles/${made.body.id}`);
    expect(inUse.status).toBe(409);
    const wider = { permissions: ["project:read", "clients:read"] };
    expect((await owner.call("PATCH", `/roles/${made.body.id}`, wider)).status).toBe(200);
    expect(await withinOneSecond(async () => (await clientsAtPlane(token.value)) === 200)).toBe(
      true,
    );
    const replaced = await owner.call("DELETE", `/roles/${made.body.id}?replacement=support`);
    expect(replaced.status).toBe(204);
    const member = await owner.call<Member>("GET", `/members/${memberId}`);
    expect(member.body.project_roles).toMatchObject([{ role: "support", role_name: "Support" }]);
    expect((await owner.call("DELETE", role)).status).toBe(204);
  });

  it("a member of chosen projects reaches no other, and their tokens neither", async () => {
    const other = await grantry.admin.createProject("Not theirs");
    const { browser } = await join({ role: "developer", project_ids: [project.id] });
    const list = await browser.call<{ id: string }[]>("GET", "/projects");
    expect(list.body.map(({ id }) => id)).toEqual([project.id]);
    expect((await browser.call("GET", `/projects/${other.id}`)).status).toBe(404);
    const wish = { name: "all", permissions: ["clients:read"], project_ids: [other.id] };
    expect((await browser.call("POST", "/personal-access-tokens", wish)).status).toBe(404);
    const token = await tokenOf(browser, { permissions: ["clients:read"] });
    const headers = { authorization: `Bearer ${token.value}` };
    const there = await grantry.fetch(`${other.issuer}/admin/clients`, { headers });
    expect([401, 403]).toContain(there.status);
    expect(await clientsAtPlane(token.value)).toBe(200);
  });

  it("a removed member is out within a second, in all windows and on the plane (ME-1)", async () => {
    const { browser, memberId, person } = await join({ role: "developer" });
    const second = new ConsoleBrowser(grantry);
    await second.signIn(person);
    const token = await tokenOf(browser, { permissions: ["clients:read", "project:read"] });
    expect(await clientsAtPlane(token.value)).toBe(200);
    const shown = await owner.call<Member>("GET", `/members/${memberId}`);
    expect(shown.body).toMatchObject({ sessions: 2, personal_access_tokens: 1 });
    expect((await owner.call("DELETE", `/members/${memberId}`)).status).toBe(204);
    const isOut = async () =>
      (await clientsAtPlane(token.value)) === 401 &&
      (await api.as(token.value).call("GET", "/projects")).status === 401 &&
      (await browser.call("GET", "/projects")).status === 401 &&
      (await second.call("GET", "/projects")).status === 401;
    expect(await withinOneSecond(isOut)).toBe(true);
    const back = await new ConsoleBrowser(grantry).signIn(person);
    expect(back).toMatchObject({ status: 403, body: { error: { id: "no_workspace" } } });
  });

  it("a service account has a role and tokens, and takes them along", async () => {
    const created = await owner.call<ServiceAccount>("POST", "/service-accounts", {
      name: `ci ${Math.random()}`,
      role: "developer",
    });
    expect(created).toMatchObject({ status: 201, body: { responsible: {} } });
    const { id } = created.body;
    const token = await tokenOf(owner, {
      permissions: ["clients:write", "users:write"],
      service_account_id: id,
    });
    expect(token).toMatchObject({ owner: { type: "service_account", id } });
    const who = await api.as(token.value).call("GET", "/whoami");
    expect(who.body).toMatchObject({
      member: { type: "service_account", id, email: "" },
      permissions: ["clients:write", "users:read"],
    });
    expect(await clientsAtPlane(token.value)).toBe(200);
    const viewer = { role: "viewer", name: `ci2 ${id}` };
    expect((await owner.call("PATCH", `/service-accounts/${id}`, viewer)).status).toBe(200);
    const create = await grantry.fetch(`${project.issuer}/admin/clients`, {
      method: "POST",
      headers: { authorization: `Bearer ${token.value}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(create.status).toBe(403);
    expect((await owner.call("DELETE", `/service-accounts/${id}`)).status).toBe(204);
    expect(await withinOneSecond(async () => (await clientsAtPlane(token.value)) === 401)).toBe(
      true,
    );
    expect((await api.as(token.value).call("GET", "/whoami")).status).toBe(401);
  });

  it("a person has several workspaces, and the role of each counts only there", async () => {
    const { browser, memberId } = await join({ role: "viewer" });
    const made = await browser.call<Workspace>("POST", "/workspaces", { name: "Their own" });
    expect(made.status).toBe(201);
    const { id } = made.body;
    const own = await browser.call<{ id: string; workspace_id: string }>("POST", "/projects", {
      name: "In their own",
      workspace_id: id,
    });
    expect(own).toMatchObject({ status: 201, body: { workspace_id: id } });
    expect((await browser.call("POST", "/projects", { name: "In ours" })).status).toBe(403);
    expect((await owner.call("GET", `/workspaces/${id}`)).status).toBe(404);
    expect((await owner.call("GET", `/projects/${own.body.id}`)).status).toBe(404);
    const list = await browser.call<{ workspaces: Workspace[] }>("GET", "/workspaces");
    expect(list.body.workspaces).toHaveLength(2);
    const members = await browser.call<Member[]>("GET", `/members?workspace_id=${id}`);
    expect(members.body).toMatchObject([{ role: "owner" }]);
    const ours = `/projects/${project.id}/members/${memberId}/role`;
    expect((await owner.call("PUT", ours, { role: "support" })).status).toBe(204);
    const theirs = await browser.call<ConsoleSession>("GET", `/auth/session?workspace_id=${id}`);
    expect(theirs.body.member).toMatchObject({ role: "owner", project_permissions: {} });
    const here = await browser.call<ConsoleSession>("GET", "/auth/session");
    expect(Object.keys(here.body.member.project_permissions)).toEqual([project.id]);
    const renamed = await browser.call("PATCH", `/workspaces/${id}`, { name: "Renamed" });
    expect(renamed).toMatchObject({ status: 200, body: { name: "Renamed" } });
    const full = await browser.call("DELETE", `/workspaces/${id}`);
    expect(full.status).toBe(409);
    expect(reasonOf(full)).toBe("Delete its project first.");
    await browser.call("DELETE", `/projects/${own.body.id}`);
    expect((await browser.call("DELETE", `/workspaces/${id}`)).status).toBe(204);
    expect((await browser.call("GET", `/workspaces/${id}`)).status).toBe(404);
    expect((await browser.call("DELETE", `/members/${memberId}`)).status).toBe(204);
    expect((await browser.call("GET", "/workspaces")).status).toBe(401);
  });

  it("sensitive actions ask a browser for a sign-in of the last 15 minutes", async () => {
    const { browser, person, memberId } = await join({ role: "admin" });
    const email = { email: newPerson().email };
    await inDatabase(grantry.facts.stores.databaseUrl, (client) =>
      client.query(
        `update console_sessions set signed_in_at = now() - interval '16 minutes'
         where subject = (select subject from members where id = $1)`,
        [memberId],
      ),
    );
    const refused = await browser.call<ErrorAnswer>("POST", "/invitations", email);
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { id: "fresh_sign_in_required" } },
    });
    expect((await browser.call("GET", "/invitations")).status).toBe(200);
    const deleted = await browser.call("DELETE", `/projects/${project.id}/admin/clients/x`);
    expect(deleted).toMatchObject({ body: { error: { id: "fresh_sign_in_required" } } });
    const csrfToken = browser.csrfToken;
    await browser.signIn(person, { query: { prompt: "login", return_to: "/confirmed" } });
    expect(browser.csrfToken).toBe(csrfToken);
    expect((await browser.call("POST", "/invitations", email)).status).toBe(201);
  });

  it("a person sees their browsers and ends one or all of them", async () => {
    const { browser, person } = await join();
    const second = new ConsoleBrowser(grantry);
    await second.signIn(person);
    const list = await browser.call<SignedInBrowser[]>("GET", "/sessions");
    expect(list.body).toHaveLength(2);
    const other = list.body.find(({ current }) => !current);
    expect((await owner.call("DELETE", `/sessions/${other?.id}`)).status).toBe(404);
    expect((await browser.call("DELETE", `/sessions/${other?.id}`)).status).toBe(204);
    expect((await second.call("GET", "/sessions")).status).toBe(401);
    await second.signIn(person);
    expect((await second.call("DELETE", "/sessions")).status).toBe(204);
    expect((await browser.call("GET", "/sessions")).status).toBe(401);
    expect((await api.call("GET", "/sessions")).status).toBe(403);
  });
});
