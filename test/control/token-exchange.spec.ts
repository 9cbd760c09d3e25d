import { randomUUID } from "node:crypto";
import { isWellFormedCredential, TOKEN_EXCHANGE_GRANT_TYPE } from "@grantry/contracts";
import type { CreatedProject } from "../support/admin-client.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { ControlApi, type ErrorAnswer, withinOneSecond } from "./control-api.js";
import { PIPELINE_AUDIENCE, PipelineIssuer } from "./pipeline-issuer.js";
import { makeSecondWorkspace } from "./second-workspace.js";

const MAIN = "repo:acme/web:ref:refs/heads/main";

describe("access tokens for pipelines without a secret (RFC 8693)", () => {
  let grantry: OwnGrantry;
  let pipeline: PipelineIssuer;
  let api: ControlApi;
  let project: CreatedProject;
  let other: CreatedProject;
  let workspace: string;
  let trusted: { id: string };
  let path: string;

  beforeAll(async () => {
    [grantry, pipeline] = await Promise.all([
      startGrantry({ env: { GRANTRY_OUTBOUND_ALLOW: "127.0.0.1/32", GRANTRY_RATE_LIMITS: "on" } }),
      PipelineIssuer.start(),
    ]);
    api = new ControlApi(grantry.addresses.api, grantry.token);
    project = await grantry.admin.createProject("Deployed");
    other = await grantry.admin.createProject("Elsewhere");
    const whoami = await api.call<{ workspace: { id: string } }>("GET", "/whoami");
    workspace = whoami.body.workspace.id;
    path = `/workspaces/${workspace}/trusted-issuers`;
    trusted = (await trust({})).body;
  });
  afterAll(async () => {
    await Promise.all([grantry.stop(), pipeline.stop()]);
  });

  const trust = (fields: Record<string, unknown>) =>
    api.call<{ id: string } & ErrorAnswer>("POST", path, {
      name: `CI ${randomUUID()}`,
      issuer: pipeline.issuer,
      audience: PIPELINE_AUDIENCE,
      conditions: [
        { claim: "sub", operator: "glob", value: "repo:acme/*:ref:refs/heads/main" },
        { claim: "environment", operator: "one_of", values: ["production", "staging"] },
      ],
      permissions: ["clients:write", "project:read"],
      project_ids: [project.id],
      lifetime_seconds: 600,
      ...fields,
    });
  const job = (claims: Record<string, unknown> = {}) =>
    pipeline.jobToken({ sub: MAIN, environment: "production", jti: randomUUID(), ...claims });
  const exchange = async (fields: Record<string, string>) => {
    const answer = await fetch(`${grantry.addresses.api}/oauth2/token-exchange`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: TOKEN_EXCHANGE_GRANT_TYPE,
        subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
        workspace,
        ...fields,
      }),
    });
    const body = (await answer.json()) as Record<string, string>;
    return { status: answer.status, headers: answer.headers, body };
  };
  const clientsAt = async (issuer: string, token = "") => {
    const headers = { authorization: `Bearer ${token}` };
    return (await grantry.fetch(`${issuer}/admin/clients`, { headers })).status;
  };

  it("come for a job's token, limited by what the workspace says", async () => {
    const { status, headers, body } = await exchange({ subject_token: await job() });
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({
      access_token: expect.any(String),
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: 600,
      scope: "clients:write project:read",
    });
    const value = body["access_token"] ?? "";
    expect(isWellFormedCredential(value)).toBe(true);
    const holder = api.as(value);
    const list = await holder.call<{ id: string }[]>("GET", "/projects");
    expect(list.body.map(({ id }) => id)).toEqual([project.id]);
    expect((await holder.call("GET", `/projects/${other.id}`)).status).toBe(404);
    expect((await holder.call("GET", "/audit-events")).status).toBe(403);
    expect(await clientsAt(project.issuer, value)).toBe(200);
    expect(await clientsAt(other.issuer, value)).toBe(401);
    const wish = { name: "longer", permissions: ["project:read"], project_ids: [project.id] };
    expect((await holder.call("POST", "/personal-access-tokens", wish)).status).toBe(403);
    const shown = await api.call<unknown[]>("GET", "/personal-access-tokens?kind=exchanged");
    expect(shown.body[0]).toMatchObject({ trusted_issuer_id: trusted.id, description: MAIN });
    const events = await api.call<{ events: unknown[] }>(
      "GET",
      "/audit-events?action=trusted_issuer.exchange",
    );
    expect(events.body.events[0]).toMatchObject({ actor: { id: trusted.id } });
  });

  it("do less when less is asked for, and never more (RFC 8693 §2.1)", async () => {
    const less = await exchange({
      subject_token: await job(),
      scope: "clients:read",
      resource: project.issuer,
    });
    expect(less.body["scope"]).toBe("clients:read");
    const more = await exchange({ subject_token: await job(), scope: "config:write" });
    expect(more).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
    const target = await exchange({ subject_token: await job(), resource: other.issuer });
    expect(target).toMatchObject({ status: 400, body: { error: "invalid_target" } });
  });

  it("belong to a service account where the workspace says so, and end with it", async () => {
    const wish = { name: `ci ${randomUUID()}`, role: "viewer" };
    const account = await api.call<{ id: string; name: string }>("POST", "/service-accounts", wish);
    const { id } = account.body;
    const conditions = [{ claim: "environment", operator: "equals", value: "robots" }];
    const made = await trust({ owner_id: id, conditions });
    expect(made).toMatchObject({ status: 201, body: { owner: { id, label: wish.name } } });
    const { body } = await exchange({ subject_token: await job({ environment: "robots" }) });
    expect(body["scope"]).toBe("project:read clients:read");
    const who = await api.as(body["access_token"]).call("GET", "/whoami");
    expect(who.body).toMatchObject({ member: { type: "service_account", id } });
    const whoami = await api.call<{ member: { id: string } }>("GET", "/whoami");
    const maker = await api.createToken({ permissions: ["workspace:write", "project:read"] });
    const theft = {
      name: "theft",
      issuer: pipeline.issuer,
      audience: PIPELINE_AUDIENCE,
      conditions,
      permissions: ["project:read"],
      owner_id: id,
    };
    const refused = await api.as(maker.value).call<ErrorAnswer>("POST", path, theft);
    expect(refused.body.error.details).toMatchObject({ permission: "pats:write" });
    expect((await trust({ owner_id: whoami.body.member.id, conditions })).status).toBe(201);
    expect((await trust({ owner_id: randomUUID(), conditions })).status).toBe(404);
    expect((await api.call("DELETE", `/service-accounts/${id}`)).status).toBe(204);
    expect((await api.as(body["access_token"]).call("GET", "/whoami")).status).toBe(401);
  });

  it("come once for one token", async () => {
    const token = await job();
    expect((await exchange({ subject_token: token })).status).toBe(200);
    const again = await exchange({ subject_token: token });
    expect(again).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    const raced = await job();
    const answers = await Promise.all([1, 2, 3].map(() => exchange({ subject_token: raced })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each([
    ["another repository", { sub: "repo:evil/web:ref:refs/heads/main" }],
    ["another branch", { sub: "repo:acme/web:ref:refs/heads/evil" }],
    ["another environment", { environment: "preview" }],
    ["no environment", { environment: undefined }],
  ])("do not come for %s (RFC 8693 §2.2.2)", async (_, claims) => {
    const refused = await exchange({ subject_token: await job(claims) });
    expect(refused).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    expect(refused.body["error_description"]).toContain("condition");
  });

  it("do not come for what is no token of a trusted issuer", async () => {
    const second = await makeSecondWorkspace(grantry);
    const elsewhere = await exchange({ subject_token: await job(), workspace: second.id });
    expect(elsewhere).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    const forged = `${(await job()).split(".").slice(0, 2).join(".")}.AAAA`;
    for (const token of [forged, "x", grantry.token]) {
      const refused = await exchange({ subject_token: token });
      expect(refused).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    }
    const wrong = await exchange({ subject_token: await job(), grant_type: "password" });
    expect(wrong.body["error"]).toBe("unsupported_grant_type");
  });

  it("end with the trust, everywhere within a second", async () => {
    const brief = await trust({
      conditions: [{ claim: "sub", operator: "equals", value: "brief" }],
    });
    const token = await exchange({ subject_token: await job({ sub: "brief" }) });
    const value = token.body["access_token"];
    expect(await clientsAt(project.issuer, value)).toBe(200);
    expect((await api.call("DELETE", `${path}/${brief.body.id}`)).status).toBe(204);
    const isGone = async () => (await clientsAt(project.issuer, value)) === 401;
    expect(await withinOneSecond(isGone)).toBe(true);
    expect((await api.as(value).call("GET", "/projects")).status).toBe(401);
    const late = await exchange({ subject_token: await job({ sub: "brief" }) });
    expect(late.status).toBe(400);
  });

  it("ask which trusted issuer is meant when several accept a token", async () => {
    const conditions = [{ claim: "sub", operator: "equals", value: "twice" }];
    const [one, two] = [
      await trust({ conditions }),
      await trust({ conditions, single_use: false }),
    ];
    const token = await job({ sub: "twice" });
    expect((await exchange({ subject_token: token })).body["error"]).toBe("invalid_request");
    for (const { body } of [one, two, two]) {
      const answer = await exchange({ subject_token: token, trusted_issuer: body.id });
      expect(answer.status).toBe(200);
    }
  });

  it("follow the issuer to its next key", async () => {
    // What was asked less than five seconds ago is not asked again.
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    await pipeline.rotateKeys("second");
    expect((await exchange({ subject_token: await job() })).status).toBe(200);
  });

  it("are set up by those who may hand on as much", async () => {
    expect((await trust({ conditions: [] })).status).toBe(400);
    expect((await trust({ lifetime_seconds: 7_200 })).status).toBe(400);
    expect((await trust({ issuer: "http://ci.example.com" })).status).toBe(400);
    expect((await trust({ issuer: "file:///etc/passwd" })).status).toBe(400);
    expect((await trust({ issuer: "https://169.254.169.254" })).status).toBe(400);
    expect((await trust({ jwks_uri: "https://[::ffff:10.0.0.1]/keys" })).status).toBe(400);
    expect((await trust({ project_ids: [randomUUID()] })).status).toBe(404);
    const maker = await api.createToken({ permissions: ["workspace:write", "project:read"] });
    const narrow = new ControlApi(grantry.addresses.api, maker.value);
    const body = {
      name: "wide",
      issuer: pipeline.issuer,
      audience: "x",
      conditions: [{ claim: "sub", operator: "equals", value: "x" }],
      permissions: ["clients:write"],
    };
    expect((await narrow.call("POST", path, body)).status).toBe(403);
    const here = await api.createToken({
      permissions: ["workspace:write", "clients:write"],
      allowed_cidrs: ["127.0.0.0/8", "::1"],
    });
    const bound = await api.as(here.value).call<ErrorAnswer>("POST", path, body);
    expect([bound.status, bound.body.error.reason]).toEqual([
      403,
      expect.stringContaining("fewer networks"),
    ]);
    const reader = await api.createToken({ permissions: ["workspace:read"] });
    expect((await api.as(reader.value).call("POST", path, body)).status).toBe(403);
    expect((await api.as(reader.value).call("GET", path)).status).toBe(200);
    const changed = await api.call("PATCH", `${path}/${trusted.id}`, { enabled: false });
    expect(changed.body).toMatchObject({ enabled: false });
    expect((await exchange({ subject_token: await job() })).status).toBe(400);
  });

  it("are counted by address", async () => {
    const answers = await Promise.all(Array.from({ length: 70 }, () => exchange({})));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({
      error: "too_many_requests",
      error_description: expect.stringContaining("token-exchange"),
    });
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
