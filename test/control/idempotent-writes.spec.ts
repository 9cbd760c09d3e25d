import { randomUUID } from "node:crypto";
import {
  type EventStream,
  type Invitation,
  type Mail,
  type Mailbox,
  type Operation,
  OPERATIONS,
  type Revision,
  type Role,
  type ServiceAccount,
} from "@grantry/contracts";
import { eventually } from "../jobs/eventually.js";
import { sharedEngines } from "../support/coordinator.js";
import { createFurtherPlane } from "../support/engines.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { newPerson } from "../support/sign-in.js";
import { ConsoleBrowser } from "./console-browser.js";
import { type Answer, ControlApi, type ErrorAnswer, type Token } from "./control-api.js";
import { addMember } from "./new-member.js";
import { makeSecondWorkspace } from "./second-workspace.js";

jest.setTimeout(120_000);

/** What an answer shows once: a repeated one comes without. */
const SHOWN_ONCE = ["value", "signing_secret", "client_secret", "csrf_token", "issued_secrets"];

/** Nobody known sends them: there is no caller to whom a key could belong. */
const OF_NOBODY = ["exchangeToken", "reportLeakedSecrets", "finishSignIn"];

/** They end the very access with which they would be repeated: whoever repeats them is told so. */
const LAST_WORDS = ["deleteWorkspace", "endSessions", "signOut"];

/** They change nothing here (a plan, a domain whose record is missing), or in another workspace. */
const WITHOUT_EVENT = ["planProject", "verifyCustomDomain", "createWorkspace"];

interface Caller {
  call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
}

interface Request {
  path: string;
  body?: unknown;
  as?: Caller;
}

/** A request that each write accepts, on something of its own. */
type Recipe = () => Promise<Request>;

describe("Idempotency-Key on every write (contract §5)", () => {
  let grantry: OwnGrantry;
  let api: ControlApi;
  let stranger: ControlApi;
  let workspace: string;
  let owner: ConsoleBrowser;
  const writes = (OPERATIONS as readonly Operation[]).filter(({ method }) => method !== "get");

  beforeAll(async () => {
    grantry = await startGrantry({ furtherPlanes: 1 });
    api = new ControlApi(grantry.addresses.api, grantry.token);
    const whoami = await api.call<{ workspace: { id: string }; permissions: string[] }>(
      "GET",
      "/whoami",
    );
    workspace = whoami.body.workspace.id;
    stranger = api.as((await api.createToken({ permissions: whoami.body.permissions })).value);
    owner = new ConsoleBrowser(grantry);
    await owner.signIn(grantry.owner);
  });
  afterAll(() => grantry?.stop());

  const name = () => `once ${randomUUID()}`;
  const made = async <Body extends object>(path: string, body: unknown): Promise<Body> => {
    const answer = await api.call<Body>("POST", path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const project = async () => {
    const { id, revision_id: revision } = await made<{ id: string; revision_id: string }>(
      "/projects",
      { name: name() },
    );
    return { id, revision, path: `/projects/${id}` };
  };
  const token = async (fields: object = {}) =>
    made<Token>("/personal-access-tokens", {
      name: name(),
      permissions: ["project:read"],
      ...fields,
    });
  const account = (role = "viewer") =>
    made<ServiceAccount>("/service-accounts", { name: name(), role });
  const role = () => made<Role>("/roles", { name: name(), based_on: "viewer" });
  const member = () => addMember(grantry, workspace, "viewer");
  const invitation = (email = newPerson().email) => made<Invitation>("/invitations", { email });
  const stream = async () => {
    const { path } = await project();
    const body = { type: "https", https_endpoint: "https://example.com/", types: [] };
    const { id } = await made<EventStream>(`${path}/eventstreams`, body);
    return `${path}/eventstreams/${id}`;
  };
  const domain = async () => {
    const { path } = await project();
    const hostname = `${randomUUID()}.example.com`;
    const { id } = await made<{ id: string }>(`${path}/custom-domains`, { hostname });
    return `${path}/custom-domains/${id}`;
  };
  const trusted = () => ({
    name: name(),
    issuer: "https://ci.example.com",
    audience: "grantry",
    conditions: [{ claim: "sub", operator: "equals", value: "job" }],
    permissions: ["project:read"],
  });
  const trustedIssuer = async () => {
    const path = `/workspaces/${workspace}/trusted-issuers`;
    return `${path}/${(await made<{ id: string }>(path, trusted())).id}`;
  };
  /** A token that waits for an owner; the policy of its workspace asks for it. */
  const waiting = async () => {
    const second = await makeSecondWorkspace(grantry);
    const theirs = api.as(second.token);
    await theirs.call("PUT", `/workspaces/${second.id}/token-policy`, { approval: "all" });
    const robot = { name: "robot", role: "viewer" };
    const made = await theirs.call<ServiceAccount>("POST", "/service-accounts", robot);
    const wish = { name: "waits", permissions: ["project:read"] };
    const created = await theirs.call<Token>("POST", "/personal-access-tokens", {
      ...wish,
      service_account_id: made.body.id,
    });
    return { as: theirs, path: `/personal-access-tokens/${created.body.id}` };
  };
  /** Somebody whom an invitation has let register, with its code. */
  const invited = async () => {
    const person = newPerson();
    await invitation(person.email);
    const query = `search=${encodeURIComponent(person.email)}`;
    const box = await api.call<Mailbox>("GET", `/mailbox?${query}`);
    const mail = await api.call<Mail>("GET", `/mailbox/${box.body.mails[0]?.id}`);
    const [, code = ""] = /\/invitations\/([\w-]+)/.exec(mail.body.text) ?? [];
    const browser = new ConsoleBrowser(grantry);
    const through = { return_to: `/invitations/${code}`, invitation: code };
    await browser.signIn(person, { isNew: true, query: through });
    return { as: browser, path: `/invitations/${code}` };
  };
  const replayed = { from: "2026-01-01T00:00:00Z" };
  const plane = async () => {
    const databaseUrl = await createFurtherPlane(sharedEngines(), grantry.facts.stores, 9);
    return {
      id: "plane-own",
      name: "Its own",
      region: "eu",
      addresses: ["http://127.0.0.1:1/"],
      database_url: databaseUrl,
    };
  };

  const recipes: Record<string, Recipe> = {
    createProject: async () => ({ path: "/projects", body: { name: name() } }),
    patchProject: async () => ({
      path: (await project()).path,
      body: [{ op: "replace", path: "/name", value: "Patched" }],
    }),
    patchProjectWithRevision: async () => {
      const { path, revision } = await project();
      const body = [{ op: "replace", path: "/name", value: "Patched" }];
      return { path: `${path}/revision/${revision}`, body };
    },
    setProject: async () => ({
      path: (await project()).path,
      body: { name: "Set", cors_public: {}, cors_admin: {}, organizations: [], services: {} },
    }),
    deleteProject: async () => ({ path: (await project()).path }),
    restoreProject: async () => {
      const { path } = await project();
      await api.call("DELETE", path);
      return { path: `${path}/restore` };
    },
    purgeProject: async () => {
      const created = await made<{ id: string; slug: string }>("/projects", { name: name() });
      await api.call("DELETE", `/projects/${created.id}`);
      return { path: `/projects/${created.id}/purge`, body: { confirm: created.slug } };
    },
    createProjectApiKey: async () => ({
      path: `${(await project()).path}/tokens`,
      body: { name: name() },
    }),
    deleteProjectApiKey: async () => {
      const { path, id } = await project();
      const limited = await token({ project_ids: [id] });
      return { path: `${path}/tokens/${limited.id}` };
    },
    createEventStream: async () => ({
      path: `${(await project()).path}/eventstreams`,
      body: { type: "https", https_endpoint: "https://example.com/", types: [] },
    }),
    setEventStream: async () => ({ path: await stream(), body: { status: "paused" } }),
    deleteEventStream: async () => ({ path: await stream() }),
    rollEventStreamSecret: async () => ({ path: `${await stream()}/secret`, body: {} }),
    testEventStream: async () => ({ path: `${await stream()}/test` }),
    replayEventStream: async () => ({ path: `${await stream()}/replay`, body: replayed }),
    redeliverEvent: async () => {
      const path = await stream();
      const { id } = await made<{ id: string }>(`${path}/test`, undefined);
      return { path: `${path}/deliveries/${id}/redeliver` };
    },
    createCustomDomain: async () => ({
      path: `${(await project()).path}/custom-domains`,
      body: { hostname: `${randomUUID()}.example.com` },
    }),
    setCustomDomain: async () => ({ path: await domain(), body: { cors_enabled: true } }),
    deleteCustomDomain: async () => ({ path: await domain() }),
    verifyCustomDomain: async () => ({ path: `${await domain()}/verify` }),
    restoreRevision: async () => {
      const { path } = await project();
      await api.call("PATCH", path, [{ op: "replace", path: "/name", value: "Patched" }]);
      return { path: `${path}/revisions/1/restore` };
    },
    planProject: async () => ({ path: `${(await project()).path}/plan`, body: { version: 1 } }),
    applyProject: async () => ({
      path: `${(await project()).path}/apply`,
      body: { file: { version: 1, clients: [{ client_id: "one" }] } },
    }),
    createWorkspace: async () => ({ path: "/workspaces", body: { name: name() } }),
    updateWorkspace: async () => ({ path: `/workspaces/${workspace}`, body: { name: name() } }),
    patchWorkspace: async () => ({ path: `/workspaces/${workspace}`, body: { name: name() } }),
    deleteWorkspace: async () => {
      const second = await makeSecondWorkspace(grantry);
      return { path: `/workspaces/${second.id}`, as: api.as(second.token) };
    },
    transferWorkspace: async () => {
      const second = await makeSecondWorkspace(grantry);
      const heir = await addMember(grantry, second.id, "viewer");
      const path = `/workspaces/${second.id}/transfer`;
      return { path, body: { member: heir.id }, as: api.as(second.token) };
    },
    createWorkspaceApiKey: async () => ({
      path: `/workspaces/${workspace}/tokens`,
      body: { name: name() },
    }),
    deleteWorkspaceApiKey: async () => ({
      path: `/workspaces/${workspace}/tokens/${(await token()).id}`,
    }),
    createPersonalAccessToken: async () => ({
      path: "/personal-access-tokens",
      body: { name: name(), permissions: ["project:read"] },
    }),
    updatePersonalAccessToken: async () => ({
      path: `/personal-access-tokens/${(await token()).id}`,
      body: { name: name() },
    }),
    rollPersonalAccessToken: async () => ({
      path: `/personal-access-tokens/${(await ownTokenOf()).id}/roll`,
      body: {},
      as: owner,
    }),
    endPersonalAccessTokenOverlap: async () => {
      const { id } = await ownTokenOf();
      await owner.call("POST", `/personal-access-tokens/${id}/roll`, {});
      return { path: `/personal-access-tokens/${id}/previous-value` };
    },
    approvePersonalAccessToken: async () => {
      const { as, path } = await waiting();
      return { as, path: `${path}/approve` };
    },
    rejectPersonalAccessToken: async () => {
      const { as, path } = await waiting();
      return { as, path: `${path}/reject` };
    },
    revokePersonalAccessToken: async () => ({
      path: `/personal-access-tokens/${(await token()).id}`,
    }),
    setTokenPolicy: async () => ({
      path: `/workspaces/${workspace}/token-policy`,
      body: { approval: "none" },
    }),
    createTrustedIssuer: async () => ({
      path: `/workspaces/${workspace}/trusted-issuers`,
      body: trusted(),
    }),
    updateTrustedIssuer: async () => ({ path: await trustedIssuer(), body: { name: name() } }),
    deleteTrustedIssuer: async () => ({ path: await trustedIssuer() }),
    updateMember: async () => ({
      path: `/members/${(await member()).id}`,
      body: { role: "support" },
    }),
    removeMember: async () => ({ path: `/members/${(await member()).id}` }),
    removeProjectMember: async () => {
      const { path, id } = await project();
      const limited = await addMember(grantry, workspace, "viewer", { projectIds: [id] });
      return { path: `${path}/members/${limited.id}` };
    },
    setProjectRole: async () => ({
      path: `${(await project()).path}/members/${(await member()).id}/role`,
      body: { role: "support" },
    }),
    removeProjectRole: async () => {
      const path = `${(await project()).path}/members/${(await member()).id}/role`;
      await api.call("PUT", path, { role: "support" });
      return { path };
    },
    createServiceAccount: async () => ({
      path: "/service-accounts",
      body: { name: name(), role: "viewer" },
    }),
    updateServiceAccount: async () => ({
      path: `/service-accounts/${(await account()).id}`,
      body: { name: name() },
    }),
    deleteServiceAccount: async () => ({ path: `/service-accounts/${(await account()).id}` }),
    createRole: async () => ({ path: "/roles", body: { name: name(), based_on: "viewer" } }),
    updateRole: async () => ({ path: `/roles/${(await role()).id}`, body: { name: name() } }),
    deleteRole: async () => ({ path: `/roles/${(await role()).id}` }),
    createInvitation: async () => ({ path: "/invitations", body: { email: newPerson().email } }),
    resendInvitation: async () => ({ path: `/invitations/${(await invitation()).id}/resend` }),
    revokeInvitation: async () => ({ path: `/invitations/${(await invitation()).id}` }),
    acceptInvitation: async () => {
      const { as, path } = await invited();
      return { as, path: `${path}/accept` };
    },
    declineInvitation: async () => {
      const { as, path } = await invited();
      return { as, path: `${path}/decline` };
    },
    endSession: async () => {
      const second = new ConsoleBrowser(grantry);
      await second.signIn(grantry.owner);
      const list = await second.call<{ id: string; current: boolean }[]>("GET", "/sessions");
      const current = list.body.find((each) => each.current);
      return { path: `/sessions/${current?.id}`, as: owner };
    },
    endSessions: async () => {
      const { as } = await invited();
      return { path: "/sessions", as };
    },
    signOut: async () => {
      const { as } = await invited();
      return { path: "/auth/sign-out", as };
    },
    clearMailbox: async () => ({ path: "/mailbox" }),
    registerDataPlane: async () => ({ path: "/data-planes", body: await plane() }),
    updateDataPlane: async () => ({ path: "/data-planes/plane-own", body: { capacity: 1 } }),
    unregisterDataPlane: async () => ({ path: "/data-planes/plane-own" }),
    moveProject: async () => {
      const { path, id } = await project();
      const list = await api.call<{ id: string; data_plane: string }[]>("GET", "/projects");
      const from = list.body.find((each) => each.id === id)?.data_plane;
      await eventually(async () => {
        const planes = await api.call<{ id: string; state: string }[]>("GET", "/data-planes");
        expect(planes.body.filter(({ state }) => state === "healthy")).toHaveLength(2);
      });
      const to = from === "plane-1" ? "plane-2" : "plane-1";
      return { path: `${path}/move`, body: { data_plane_id: to } };
    },
    setProjectLimits: async () => ({ path: `${(await project()).path}/limits`, body: {} }),
    setWorkspaceLimits: async () => ({ path: `/workspaces/${workspace}/limits`, body: {} }),
  };

  /** A token that its owner may roll in person. */
  async function ownTokenOf(): Promise<Token> {
    const body = { name: name(), permissions: ["project:read"] };
    return (await owner.call<Token>("POST", "/personal-access-tokens", body)).body;
  }

  const eventsOf = async (answer: Answer<unknown>): Promise<number> => {
    const request = answer.headers.get("x-request-id") ?? "";
    const path = `/audit-events?request_id=${encodeURIComponent(request)}`;
    return (await api.call<{ events: unknown[] }>("GET", path)).body.events.length;
  };
  const other = (body: unknown): unknown =>
    Array.isArray(body)
      ? [...(body as unknown[]), { op: "test", path: "/name", value: "" }]
      : { ...(body as object | undefined), more: 1 };

  it("is proven for every write", () => {
    const proven = [...Object.keys(recipes), ...OF_NOBODY].toSorted();
    expect(proven).toEqual(writes.map(({ id }) => id).toSorted());
  });

  const repeatable = writes.filter(({ id }) => ![...OF_NOBODY, ...LAST_WORDS].includes(id));
  it.each(repeatable.map(({ id, method, status }) => [id, method.toUpperCase(), status] as const))(
    "%s is done once and answered twice",
    async (id, method, status) => {
      const { path, body, as = api } = await (recipes[id] as Recipe)();
      const key = { "idempotency-key": randomUUID() };
      const first = await as.call<Record<string, unknown> | undefined>(method, path, body, key);
      expect([first.status, first.body]).toEqual([status, first.body]);
      const again = await as.call(method, path, body, key);
      expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([status, "true"]);
      const shown = Object.entries(first.body ?? {}).filter(([each]) => !SHOWN_ONCE.includes(each));
      const isList = Array.isArray(first.body);
      expect(again.body).toEqual(
        first.body === undefined || isList ? first.body : Object.fromEntries(shown),
      );
      expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
      const secrets = SHOWN_ONCE.map((each) => first.body?.[each]).filter(
        (value) => typeof value === "string",
      );
      const repeated = JSON.stringify(again.body ?? null);
      expect(secrets.filter((secret) => repeated.includes(secret))).toEqual([]);
      expect(await eventsOf(again)).toBe(0);
      const isUnseen = as !== api || WITHOUT_EVENT.includes(id);
      expect(isUnseen || (await eventsOf(first)) > 0).toBe(true);
      const reused = await as.call<ErrorAnswer>(method, path, other(body), key);
      expect([reused.status, reused.body.error.id]).toEqual([422, "idempotency_key_reused"]);
      const theirs = await stranger.call(method, path, body, key);
      expect(theirs.headers.get("idempotency-replayed")).toBeNull();
    },
  );

  const endings = writes.filter(({ id }) => LAST_WORDS.includes(id));
  it.each(endings.map(({ id, method, status }) => [id, method.toUpperCase(), status] as const))(
    "%s ends the access that would repeat it",
    async (id, method, status) => {
      const { path, as = api } = await (recipes[id] as Recipe)();
      const key = { "idempotency-key": randomUUID() };
      expect((await as.call(method, path, undefined, key)).status).toBe(status);
      expect((await as.call(method, path, undefined, key)).status).toBe(401);
    },
  );

  it("belongs to a workspace: keys of two workspaces of one person do not meet", async () => {
    const second = await owner.call<{ id: string }>("POST", "/workspaces", { name: name() });
    const key = { "idempotency-key": randomUUID() };
    const create = (id: string) => {
      const body = { name: "robot", role: "viewer", workspace_id: id };
      return owner.call<ServiceAccount>("POST", "/service-accounts", body, key);
    };
    const answers = [await create(workspace), await create(second.body.id)];
    expect(answers.map(({ status, body }) => [status, body.workspace_id])).toEqual([
      [201, workspace],
      [201, second.body.id],
    ]);
    expect((await create(workspace)).body).toEqual(answers[0]?.body);
  });

  it("reaches through to a project's own admin API, and keeps no private key", async () => {
    const { path } = await project();
    const key = () => ({ "idempotency-key": randomUUID() });
    const client = { client_name: "Once" };
    const once = key();
    const first = await api.call<Record<string, string>>(
      "POST",
      `${path}/admin/clients`,
      client,
      once,
    );
    const again = await api.call("POST", `${path}/admin/clients`, client, once);
    const { client_secret: secret, registration_access_token: access, ...rest } = first.body;
    expect([typeof secret, typeof access]).toEqual(["string", "string"]);
    expect(again.body).toEqual(rest);
    expect((await api.call<unknown[]>("GET", `${path}/admin/clients`)).body).toHaveLength(1);
    const keys = key();
    const body = { alg: "ES256", kid: "a-key", use: "sig" };
    const made = await api.call<{ keys: object[] }>("POST", `${path}/admin/keys/set`, body, keys);
    expect(made.status).toBe(201);
    const repeated = await api.call<{ keys: object[] }>(
      "POST",
      `${path}/admin/keys/set`,
      body,
      keys,
    );
    expect(repeated.body.keys).toMatchObject([{ kid: "a-key", kty: "EC" }]);
    expect(repeated.body.keys[0]).not.toHaveProperty("d");
  });

  it("keeps the revision that a repeated change made", async () => {
    const { path } = await project();
    const key = { "idempotency-key": randomUUID() };
    const patch = [{ op: "replace", path: "/name", value: "Patched" }];
    await api.call("PATCH", path, patch, key);
    await api.call("PATCH", path, patch, key);
    const history = await api.call<{ revisions: Revision[] }>("GET", `${path}/revisions`);
    expect(history.body.revisions).toHaveLength(2);
  });
});
