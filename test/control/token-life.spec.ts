import { randomUUID } from "node:crypto";
import { PERMISSIONS } from "@grantry/contracts";
import { generatePersonalAccessToken } from "@grantry/control";
import { Envelope, openControl } from "@grantry/persistence";
import type { CreatedProject } from "../support/admin-client.js";
import { type Grantry, sharedGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, withinOneSecond } from "./control-api.js";
import { makeSecondWorkspace, type SecondWorkspace } from "./second-workspace.js";

interface Token {
  id: string;
  value: string;
  state: string;
  permissions: string[];
  expires_at: string | null;
  previous_value: { last_characters: string; ends_at: string } | null;
  approval: { state: string } | null;
}

describe("the life of a personal access token (console §6.15)", () => {
  let grantry: Grantry;
  let second: SecondWorkspace;
  /** The owner of a workspace of this spec's own. */
  let owner: ControlApi;
  /** An admin there. */
  let admin: ControlApi;
  let project: CreatedProject & { slug: string };

  beforeAll(async () => {
    grantry = await sharedGrantry();
    second = await makeSecondWorkspace(grantry);
    owner = new ControlApi(grantry.addresses.api, second.token);
    admin = owner.as(await makeMember(grantry, second.id, "admin"));
    const made = await owner.call<CreatedProject & { slug: string }>("POST", "/projects", {
      name: "Lives",
    });
    project = { ...made.body, issuer: grantry.addresses.issuer(made.body.slug) };
  });

  const clientsWith = async (value: string) => {
    const headers = { authorization: `Bearer ${value}` };
    return (await grantry.fetch(`${project.issuer}/admin/clients`, { headers })).status;
  };
  const setPolicy = (policy: unknown, query = "") =>
    owner.call<Record<string, { id: string }[]>>(
      "PUT",
      `/workspaces/${second.id}/token-policy${query}`,
      policy,
    );
  const create = async (api: ControlApi, fields: Record<string, unknown> = {}) =>
    (await api.createToken({
      permissions: ["clients:write", "project:read"],
      ...fields,
    })) as unknown as Token;

  it("has both values until the overlap ends, at the control plane and at the plane", async () => {
    const token = await create(owner);
    const path = `/personal-access-tokens/${token.id}`;
    const rolled = await owner.call<Token>("POST", `${path}/roll`, { overlap_seconds: 600 });
    expect(rolled.status).toBe(200);
    expect(rolled.headers.get("cache-control")).toBe("no-store");
    expect(rolled.body.previous_value?.last_characters).toBe(token.value.slice(-4));
    for (const value of [token.value, rolled.body.value]) {
      expect((await owner.as(value).call("GET", "/projects")).status).toBe(200);
      expect(await clientsWith(value)).toBe(200);
    }
    const again = await owner.call<Token>("POST", `${path}/roll`, { overlap_seconds: 1 });
    const refused = async (value: string) =>
      (await owner.as(value).call("GET", "/projects")).status === 401 &&
      (await clientsWith(value)) === 401;
    expect(await withinOneSecond(() => refused(token.value))).toBe(true);
    expect(await clientsWith(rolled.body.value)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await refused(rolled.body.value)).toBe(true);
    const last = await owner.call<Token>("POST", `${path}/roll`);
    expect((await owner.call("DELETE", `${path}/previous-value`)).status).toBe(204);
    expect(await withinOneSecond(() => refused(again.body.value))).toBe(true);
    expect(await clientsWith(last.body.value)).toBe(200);
  });

  it("is rolled by its owner only, and never for longer than the token that rolls it", async () => {
    const others = await create(admin);
    const path = `/personal-access-tokens/${others.id}`;
    const refused = await owner.call("POST", `${path}/roll`, {});
    expect(refused.status).toBe(403);
    const roller = await create(owner, {
      permissions: ["pats:write", "project:read"],
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    });
    const own = await create(owner, { permissions: ["project:read"] });
    const more = await create(owner, { permissions: ["config:write"] });
    const rolled = await owner
      .as(roller.value)
      .call<Token>("POST", `/personal-access-tokens/${own.id}/roll`);
    expect(rolled.body.expires_at).toBe(roller.expires_at);
    const wider = await owner
      .as(roller.value)
      .call("POST", `/personal-access-tokens/${more.id}/roll`);
    expect(wider.status).toBe(403);
  });

  it("of a service account is rolled and revoked by those who could make it", async () => {
    const account = await owner.call<{ id: string }>("POST", "/service-accounts", {
      name: `ci ${randomUUID()}`,
      role: "developer",
    });
    const token = await create(owner, { service_account_id: account.body.id });
    const path = `/personal-access-tokens/${token.id}`;
    const narrow = await create(owner, { permissions: ["pats:write", "clients:read"] });
    expect((await owner.as(narrow.value).call("POST", `${path}/roll`, {})).status).toBe(403);
    expect((await owner.as(token.value).call("POST", `${path}/roll`, {})).status).toBe(403);
    const rolled = await admin.call<Token>("POST", `${path}/roll`, { overlap_seconds: 0 });
    expect(rolled).toMatchObject({ status: 200, body: { owner: { id: account.body.id } } });
    expect(await clientsWith(rolled.body.value)).toBe(200);
    expect((await admin.call("DELETE", path)).status).toBe(204);
    const isOver = async () => (await clientsWith(rolled.body.value)) === 401;
    expect(await withinOneSecond(isOver)).toBe(true);
  });

  it("only loses, and the plane knows at once", async () => {
    const token = await create(owner);
    const path = `/personal-access-tokens/${token.id}`;
    const change = (body: unknown) => owner.call<Token & ErrorAnswer>("PATCH", path, body);
    const renamed = await change({ name: `Renamed ${token.id}`, description: "for CI" });
    expect(renamed.body).toMatchObject({ description: "for CI", permissions: token.permissions });
    expect((await change({ permissions: ["config:write"] })).status).toBe(400);
    expect((await change({ expires_at: "2099-01-01T00:00:00Z" })).status).toBe(400);
    expect((await change({ project_ids: [randomUUID()] })).status).toBe(404);
    expect((await change({ allowed_cidrs: ["nowhere"] })).status).toBe(400);
    expect((await change({ owner: "me" })).status).toBe(400);
    const headers = { authorization: `Bearer ${token.value}`, "content-type": "application/json" };
    const write = async () => {
      const body = JSON.stringify({ client_name: "x", token_endpoint_auth_method: "none" });
      const request = { method: "POST", headers, body };
      return (await grantry.fetch(`${project.issuer}/admin/clients`, request)).status;
    };
    expect(await write()).toBe(201);
    const less = await change({ permissions: ["clients:read"], project_ids: [project.id] });
    expect(less.body.permissions).toEqual(["clients:read"]);
    expect(await withinOneSecond(async () => (await write()) === 403)).toBe(true);
    expect(await clientsWith(token.value)).toBe(200);
    expect((await change({ permissions: ["clients:write"] })).status).toBe(400);
    await change({ allowed_cidrs: ["203.0.113.0/24"] });
    expect((await owner.as(token.value).call("GET", "/projects")).status).toBe(403);
    expect(await withinOneSecond(async () => (await clientsWith(token.value)) === 403)).toBe(true);
  });

  it("tells which permissions it has used, at the control plane and at the plane", async () => {
    const token = await create(owner, {
      permissions: ["clients:write", "project:write", "keys:read"],
    });
    await owner.as(token.value).call("GET", "/projects");
    expect(await clientsWith(token.value)).toBe(200);
    const path = `/personal-access-tokens/${token.id}`;
    const report = () =>
      owner.call<{ unused: string[]; suggested: string[] }>("GET", `${path}/permission-usage`);
    const until = Date.now() + 10_000;
    while ((await report()).body.suggested.length < 2 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect((await report()).body).toMatchObject({
      unused: ["keys:read"],
      suggested: ["clients:read", "project:read"],
      per_day: [{ uses: expect.any(Number) }],
    });
    const read = await owner.call<{ used_permissions: string[] }>("GET", path);
    expect(read.body.used_permissions).toEqual(["clients:read", "project:read"]);
    expect((await owner.call("GET", `${path}/permission-usage?days=0`)).status).toBe(400);
  });

  it("waits for an owner where the policy says so", async () => {
    const older = await create(admin);
    const policy = { approval: "permissions", approval_permissions: ["clients:write"] };
    expect((await setPolicy(policy)).status).toBe(200);
    const free = await create(admin, { permissions: ["clients:read"] });
    expect(free).toMatchObject({ state: "active", approval: null });
    const waiting = await create(admin);
    expect(waiting).toMatchObject({ state: "pending", approval: { state: "pending" } });
    const asWaiting = admin.as(waiting.value);
    const early = await asWaiting.call<ErrorAnswer>("GET", "/projects");
    expect(early.status).toBe(401);
    expect(early.body.error.reason).toContain("approval");
    expect(await clientsWith(waiting.value)).toBe(401);
    const pending = await owner.call<Token[]>("GET", "/personal-access-tokens?state=pending");
    expect(pending.body.map(({ id }) => id)).toEqual([waiting.id]);
    const path = `/personal-access-tokens/${waiting.id}`;
    expect((await admin.call("POST", `${path}/approve`, {})).status).toBe(403);
    const yes = await owner.call<Token>("POST", `${path}/approve`, { note: "for the release" });
    expect(yes.body).toMatchObject({ state: "active", approval: { state: "approved" } });
    expect((await asWaiting.call("GET", "/projects")).status).toBe(200);
    expect(await clientsWith(waiting.value)).toBe(200);
    expect((await owner.call("POST", `${path}/approve`, {})).status).toBe(409);

    const unwanted = await create(admin);
    const refusal = await owner.call<Token>(
      "POST",
      `/personal-access-tokens/${unwanted.id}/reject`,
    );
    expect(refusal.body).toMatchObject({ state: "rejected" });
    const late = await admin.as(unwanted.value).call<ErrorAnswer>("GET", "/projects");
    expect(late.body.error.reason).toContain("rejected");

    const own = await create(owner);
    expect(own.state).toBe("pending");
    const path2 = `/personal-access-tokens/${own.id}`;
    expect((await owner.call("POST", `${path2}/approve`, {})).status).toBe(403);

    expect(await clientsWith(older.value)).toBe(200);
    const path3 = `/personal-access-tokens/${older.id}`;
    const rolled = await admin.call<Token>("POST", `${path3}/roll`, { overlap_seconds: 600 });
    expect(rolled.body).toMatchObject({ state: "pending", approval: { state: "pending" } });
    for (const value of [older.value, rolled.body.value]) {
      expect(await clientsWith(value)).toBe(401);
    }
    expect((await owner.call("POST", `${path3}/approve`, {})).status).toBe(200);
    expect(await clientsWith(rolled.body.value)).toBe(200);
    await setPolicy({ approval: "none", approval_permissions: [] });
  });

  it("ends when the policy says, with a dry run that tells which", async () => {
    const defaults = await owner.call("GET", `/workspaces/${second.id}/token-policy`);
    expect(defaults.body).toMatchObject({ maximum_lifetime_days: 365, expiry_required: true });
    const never = { name: "never", permissions: ["project:read"], expires_at: null };
    expect((await owner.call("POST", "/personal-access-tokens", never)).status).toBe(400);
    const year = await create(admin);
    const policy = { maximum_lifetime_days: 30 };
    const dry = await setPolicy(policy, "?dry_run=true");
    expect(dry.body).toMatchObject({ dry_run: true });
    expect(dry.body["shortened"]?.map(({ id }) => id)).toContain(year.id);
    const path = `/personal-access-tokens/${year.id}`;
    const untouched = await owner.call<Token>("GET", path);
    expect(untouched.body.expires_at).toBe(year.expires_at);
    await setPolicy(policy);
    const shortened = await owner.call<Token>("GET", path);
    const days = (Date.parse(shortened.body.expires_at ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    const late = new Date(Date.now() + 40 * 86_400_000).toISOString();
    const long = { name: "long", permissions: ["project:read"], expires_at: late };
    const refused = await admin.call<ErrorAnswer>("POST", "/personal-access-tokens", long);
    expect(refused.body.error.reason).toContain("at most 30 days");
  });

  it("works from the workspace's networks only", async () => {
    const token = await create(owner);
    const elsewhere = await setPolicy({ allowed_cidrs: ["203.0.113.0/24"] });
    expect(elsewhere.status).toBe(400);
    await setPolicy({ allowed_cidrs: ["127.0.0.0/8"], addresses_required: true });
    expect(await clientsWith(token.value)).toBe(200);
    const open = { name: "open", permissions: ["project:read"] };
    expect((await owner.call("POST", "/personal-access-tokens", open)).status).toBe(400);
    const apart = await create(owner, { allowed_cidrs: ["203.0.113.0/24"] });
    expect((await owner.as(apart.value).call("GET", "/projects")).status).toBe(403);
    expect(await clientsWith(apart.value)).toBe(401);
    await setPolicy({ allowed_cidrs: [], addresses_required: false });
  });

  it("is revoked when it is found in the open", async () => {
    const token = await create(owner);
    const anybody = owner.as(undefined);
    const unknown = generatePersonalAccessToken(Buffer.alloc(32)).value;
    const report = [
      { token: token.value, type: "grantry_personal_access_token", url: "https://example.com/x" },
      { token: unknown, type: "grantry_personal_access_token", url: "", source: "content" },
      { token: `${token.value.slice(0, -1)}_` },
    ];
    const answer = await anybody.call<{ label: string }[]>("POST", "/secret-scanning", report);
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ label }) => label)).toEqual(["true_positive", "false_positive"]);
    expect(JSON.stringify(answer.body)).not.toContain(token.value);
    expect((await owner.as(token.value).call("GET", "/projects")).status).toBe(401);
    expect(await withinOneSecond(async () => (await clientsWith(token.value)) === 401)).toBe(true);
    const events = await owner.call<{ events: unknown[] }>(
      "GET",
      "/audit-events?action=personal_access_token.revoke",
    );
    expect(events.body.events[0]).toMatchObject({
      actor: { type: "service", id: "secret-scanning" },
      target: { id: token.id },
      after: { url: "https://example.com/x" },
    });
    expect((await anybody.call("POST", "/secret-scanning", { token: "x" })).status).toBe(400);
  });

  it("leaves an event of every change, without a value", async () => {
    const answer = await owner.call<{ events: { action: string }[] }>("GET", "/audit-events");
    const actions = new Set(answer.body.events.map(({ action }) => action));
    for (const verb of ["create", "update", "roll", "end_overlap", "approve", "reject"]) {
      expect(actions).toContain(`personal_access_token.${verb}`);
    }
    expect(actions).toContain("token_policy.update");
    expect(JSON.stringify(answer.body)).not.toContain("gry_pat_");
  });

  it("is another's to read and change by permission", async () => {
    const others = await create(admin, { permissions: ["project:read"] });
    const path = `/personal-access-tokens/${others.id}`;
    const reader = await create(owner, { permissions: ["pats:read"] });
    const blind = await create(owner, { permissions: ["project:read"] });
    expect((await owner.as(reader.value).call("GET", path)).status).toBe(200);
    expect((await owner.as(blind.value).call("GET", path)).status).toBe(404);
    for (const [method, route, body] of [
      ["PATCH", path, { name: "x" }],
      ["DELETE", path, undefined],
      ["POST", `${path}/approve`, {}],
    ] as const) {
      const answer = await owner.as(reader.value).call<ErrorAnswer>(method, route, body);
      expect(answer.body.error.details).toMatchObject({ permission: "pats:write" });
    }
    expect((await owner.call("PATCH", path, { permissions: ["project:read"] })).status).toBe(200);
    expect((await owner.call("DELETE", path)).status).toBe(204);
  });
});

/** A member of a workspace with a token of everything they may. */
async function makeMember(grantry: Grantry, workspaceId: string, role: "admin") {
  const { stores, masterKeys } = grantry.facts;
  const control = await openControl({ databaseUrl: stores.databaseUrl, poolSize: 1 });
  const digestKey = new Envelope([masterKeys]).derive("personal-access-token");
  const { value, digest, lastCharacters } = generatePersonalAccessToken(digestKey);
  try {
    await control.transaction(async (tables) => {
      const email = `${role}-${workspaceId}@example.com`;
      const member = await tables.members.add(workspaceId, {
        email,
        name: "",
        role,
        subject: null,
      });
      await tables.tokens.create({
        id: randomUUID(),
        workspaceId,
        ownerId: member.id,
        name: "Everything",
        digest,
        permissions: [...PERMISSIONS],
        projectIds: null,
        allowedCidrs: [],
        expiresAt: null,
        lastCharacters,
        lastUsedAt: null,
        lastUsedAddress: null,
        lastUsedUserAgent: null,
        createdAt: new Date(),
        revokedAt: null,
      });
    });
    return value;
  } finally {
    await control.close();
  }
}
