import { randomBytes, randomUUID } from "node:crypto";
import { ControlApi, type ErrorAnswer, withinOneSecond } from "../control/control-api.js";
import { makeSecondWorkspace } from "../control/second-workspace.js";
import type { CreatedProject } from "../support/admin-client.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { NameServer } from "../support/name-server.js";

jest.setTimeout(120_000);

interface Domain {
  id: string;
  hostname: string;
  verification_status: string;
  verification_errors: string[];
  verification_record: { type: string; name: string; value: string };
  is_issuer: boolean;
}

describe.each(["path", "host"] as const)("custom domains in %s mode (contract §5)", (mode) => {
  let grantry: OwnGrantry;
  let names: NameServer;
  let api: ControlApi;
  let project: CreatedProject;

  beforeAll(async () => {
    names = await NameServer.start();
    grantry = await startGrantry({ mode, env: { GRANTRY_DNS_SERVERS: names.address } });
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });
  beforeEach(async () => {
    project = await grantry.admin.createProject("Domains");
  });
  afterAll(async () => {
    await grantry.stop();
    await names.stop();
  });

  const newName = () => `auth-${randomBytes(4).toString("hex")}.customer.example`;
  const at = (hostname: string, path: string) => `http://${hostname}:${grantry.facts.port}${path}`;
  const domains = (of = project) => `/projects/${of.id}/custom-domains`;

  async function claim(hostname: string, of = project): Promise<Domain> {
    const answer = await api.call<Domain>("POST", domains(of), { hostname });
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function verify(domain: Domain, of = project): Promise<Domain> {
    return (await api.call<Domain>("POST", `${domains(of)}/${domain.id}/verify`)).body;
  }

  async function claimAndVerify(hostname: string): Promise<Domain> {
    const domain = await claim(hostname);
    names.records.set(domain.verification_record.name, [domain.verification_record.value]);
    const verified = await verify(domain);
    expect(verified.verification_status).toBe("verified");
    return verified;
  }

  async function metadataAt(hostname: string): Promise<{ issuer: string } | undefined> {
    const answer = await grantry.fetch(at(hostname, "/.well-known/openid-configuration"));
    return answer.status === 200 ? ((await answer.json()) as { issuer: string }) : undefined;
  }

  it("lead to their project once the DNS record is seen, within a second", async () => {
    const hostname = newName();
    const domain = await claim(hostname);
    expect(domain).toMatchObject({ verification_status: "pending", is_issuer: false });
    expect(domain.verification_record.name).toBe(`_grantry-challenge.${hostname}`);
    const missing = await verify(domain);
    expect(missing.verification_errors).toEqual([
      `${domain.verification_record.name} has no records.`,
    ]);
    names.records.set(domain.verification_record.name, ["grantry-verification=another"]);
    expect((await verify(domain)).verification_errors[0]).toContain("with this value");
    expect(await metadataAt(hostname)).toBeUndefined();
    names.records.set(domain.verification_record.name, ["x", domain.verification_record.value]);
    expect((await verify(domain)).verification_status).toBe("verified");
    expect(await withinOneSecond(async () => (await metadataAt(hostname)) !== undefined)).toBe(
      true,
    );
    expect((await metadataAt(hostname))?.issuer).toBe(project.issuer);
    const { client_id: id, client_secret: secret } = await grantry.admin.createClient(project);
    const token = await grantry.fetch(at(hostname, "/oauth2/token"), {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
      },
      body: "grant_type=client_credentials",
    });
    expect(token.status).toBe(200);
    expect((await grantry.fetch(at(hostname, "/internal/routing-table"))).status).toBe(404);
    await api.call("DELETE", `${domains()}/${domain.id}`);
    expect(await withinOneSecond(async () => (await metadataAt(hostname)) === undefined)).toBe(
      true,
    );
  });

  it("become the issuer on request; browsers begin there, whatever headers claim", async () => {
    const hostname = newName();
    const domain = await claimAndVerify(hostname);
    const issuer = at(hostname, "");
    const path = `${domains()}/${domain.id}`;
    const answer = await api.call<Domain>("PUT", path, { is_issuer: true });
    expect(answer).toMatchObject({ status: 200, body: { is_issuer: true } });
    expect(await withinOneSecond(async () => (await metadataAt(hostname))?.issuer === issuer)).toBe(
      true,
    );
    expect((await api.call("GET", `/projects/${project.id}`)).body).toMatchObject({ issuer });
    const claims = { "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
    const discovery = await grantry.fetch(`${project.issuer}/.well-known/openid-configuration`, {
      headers: claims,
    });
    expect(await discovery.json()).toMatchObject({ issuer });
    const begun = await grantry.fetch(`${project.issuer}/oauth2/auth?client_id=x`, {
      headers: claims,
    });
    expect(begun.status).toBe(307);
    expect(begun.headers.get("location")).toBe(`${issuer}/oauth2/auth?client_id=x`);
    expect((await grantry.fetch(`${issuer}/ui/login`)).status).not.toBe(307);
    const listed = await api.call<unknown[]>("GET", "/projects");
    expect(JSON.stringify(listed.body)).toContain(hostname);
    await api.call("PUT", path, { is_issuer: false });
    expect(
      await withinOneSecond(async () => (await metadataAt(hostname))?.issuer === project.issuer),
    ).toBe(true);
  });

  it("belong to whoever proves it, once", async () => {
    const hostname = newName();
    const other = await grantry.admin.createProject("Other");
    const squatted = await claim(hostname, other);
    await claimAndVerify(hostname);
    const refused = await api.call<ErrorAnswer>("POST", domains(), { hostname });
    expect([refused.status, refused.body.error.id]).toEqual([409, "conflict"]);
    const { name, value } = squatted.verification_record;
    names.records.set(name, [value]);
    expect(await verify(squatted, other)).toMatchObject({
      verification_status: "pending",
      verification_errors: ["Another project has shown that this name is its own."],
    });
    const third = await grantry.admin.createProject("Third");
    expect((await api.call("POST", domains(third), { hostname })).status).toBe(409);
  });

  it("are refused when they are no names, or the installation's own", async () => {
    const own = mode === "host" ? new URL(grantry.addresses.console).hostname : "grantry.localhost";
    for (const hostname of [
      "",
      "a b",
      "localhost",
      "127.0.0.1",
      own,
      `x.${own}`,
      "http://a.example",
    ]) {
      const answer = await api.call<ErrorAnswer>("POST", domains(), { hostname });
      expect([hostname, answer.status]).toEqual([hostname, 400]);
    }
    const hostname = newName();
    for (const extra of [
      { cookie_domain: "customer.example" },
      { custom_ui_base_url: "https://ui.customer.example" },
    ]) {
      expect((await api.call("POST", domains(), { hostname, ...extra })).status).toBe(400);
    }
    const pending = await claim(hostname);
    const early = await api.call("PUT", `${domains()}/${pending.id}`, { is_issuer: true });
    expect(early.status).toBe(409);
  });

  it("are in the table that Traefik and Envoy ask for, which is for who runs the installation", async () => {
    const hostname = newName();
    await claimAndVerify(hostname);
    const second = await makeSecondWorkspace(grantry);
    const planes = await api.createToken({ permissions: ["planes:read"] });
    const one = await api.createToken({ permissions: ["planes:read"], project_ids: [project.id] });
    const clients = await api.createToken({ permissions: ["clients:write"] });
    for (const path of ["/routing/traefik", "/routing/envoy", "/routing/envoy/clusters"]) {
      const answer = await api.as(planes.value).call("GET", path);
      expect([path, answer.status]).toEqual([path, 200]);
      const named = path.endsWith("clusters") ? "grantry-plane-1" : hostname;
      expect(JSON.stringify(answer.body)).toContain(named);
      const refused = [second.token, one.value, clients.value, undefined].map((token) =>
        api.as(token).call("GET", path),
      );
      const statuses = (await Promise.all(refused)).map(({ status }) => status);
      expect(statuses).toEqual([403, 403, 403, 401]);
    }
  });

  it("belong to their project and workspace, and to those with the permission", async () => {
    const domain = await claim(newName());
    const other = await grantry.admin.createProject("Other");
    const second = await makeSecondWorkspace(grantry);
    const reader = await api.createToken({ permissions: ["config:read"] });
    const calls: [string, string, object?][] = [
      ["GET", ""],
      ["PUT", "", { cors_enabled: true }],
      ["POST", "/verify"],
      ["DELETE", ""],
    ];
    for (const [method, path, body] of calls) {
      const own = `${domains()}/${domain.id}${path}`;
      const statuses = await Promise.all([
        api.as(second.token).call(method, own, body),
        api.call(method, `${domains(other)}/${domain.id}${path}`, body),
        api.call(method, `${domains()}/${randomUUID()}${path}`, body),
        api.as(undefined).call(method, own, body),
        api.as(reader.value).call(method, own, body),
      ]);
      const asReader = method === "GET" ? 200 : 403;
      expect([method, path, ...statuses.map(({ status }) => status)]).toEqual([
        method,
        path,
        404,
        404,
        404,
        401,
        asReader,
      ]);
    }
  });
});
