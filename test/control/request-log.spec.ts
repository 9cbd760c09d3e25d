import type { RequestLogEntry } from "@grantry/contracts";
import { CALLBACK, RelyingParty } from "../oauth2/relying-party.js";
import { neighbourOf, newTenant, type Tenant } from "../oauth2/tenant.js";
import { localFetch } from "../support/local-fetch.js";
import { openTerminal, type Terminal } from "../cli/terminal.js";

let tenant: Tenant;
let terminal: Terminal;
beforeAll(async () => {
  tenant = await newTenant();
  const { grantry, issuer } = tenant;
  const { console } = grantry.addresses;
  terminal = openTerminal({ GRANTRY_URL: console, GRANTRY_PAT: grantry.token });
  await terminal.run(["use", "project", issuer.slice(issuer.lastIndexOf("/") + 1)]);
});
afterAll(() => terminal?.close());

async function entriesOf({ issuer, grantry }: Tenant, query: string): Promise<RequestLogEntry[]> {
  const answer = await grantry.admin.call("GET", `${issuer}/admin/logs?${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as RequestLogEntry[];
}

/** Entries are written beside the answers, so they are asked for until they are there. */
async function untilLogged(of: Tenant, query: string): Promise<RequestLogEntry[]> {
  for (let tries = 0; tries < 100; tries += 1) {
    const entries = await entriesOf(of, query);
    if (entries.length > 0) return entries;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing was logged for ${query}`);
}

async function refusedRequest(): Promise<{ requestId: string; clientId: string }> {
  const { id, secret } = await RelyingParty.register(tenant);
  const answer = await localFetch(`${tenant.issuer}/oauth2/token?from=nowhere`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "gry_rt_secret" }),
  });
  expect(answer.status).toBe(400);
  return { requestId: answer.headers.get("x-request-id") ?? "", clientId: id };
}

describe("the request log of a project", () => {
  it("says by request ID why a request was refused, and keeps nothing secret of it", async () => {
    const { requestId, clientId } = await refusedRequest();
    const [entry] = await untilLogged(tenant, `request_id=${requestId}`);
    expect(entry).toMatchObject({
      method: "POST",
      path: "/oauth2/token",
      status: 400,
      error: "invalid_grant",
      client_id: clientId,
    });
    expect(JSON.stringify(entry)).not.toMatch(/gry_rt_secret|nowhere/);
  });

  it("has what an authorization request was sent back with (RFC 6749 §4.1.2.1)", async () => {
    const app = await RelyingParty.register(tenant);
    const query = new URLSearchParams({
      client_id: app.id,
      response_type: "code",
      redirect_uri: CALLBACK,
      scope: "never-registered",
    });
    const answer = await localFetch(`${tenant.issuer}/oauth2/auth?${query}`, {
      redirect: "manual",
    });
    expect(answer.headers.get("location")).toContain("error=invalid_scope");
    const entries = await untilLogged(tenant, `client_id=${app.id}&error=invalid_scope`);
    expect(entries[0]).toMatchObject({ path: "/oauth2/auth", status: 303, error: "invalid_scope" });
  });

  it("is narrowed to refusals, in pages", async () => {
    await refusedRequest();
    const { requestId } = await refusedRequest();
    await untilLogged(tenant, `request_id=${requestId}`);
    const url = `${tenant.issuer}/admin/logs?refused=true&page_size=1`;
    const first = await tenant.grantry.admin.call("GET", url);
    expect(((await first.json()) as RequestLogEntry[])[0]?.error).not.toBeNull();
    const [, next = ""] = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "") ?? [];
    const second = await tenant.grantry.admin.call("GET", next);
    expect(await second.json()).toHaveLength(1);
  });

  it.each(["since=yesterday", "page_size=-1", "page_token=forged"])("refuses %s", async (query) => {
    const url = `${tenant.issuer}/admin/logs?${query}`;
    expect((await tenant.grantry.admin.call("GET", url)).status).toBe(400);
  });

  it("is not another project's, and needs logs:read", async () => {
    const { requestId } = await refusedRequest();
    await untilLogged(tenant, `request_id=${requestId}`);
    const stranger = await neighbourOf(tenant);
    expect(await entriesOf(stranger, `request_id=${requestId}`)).toEqual([]);
    const { admin, addresses } = tenant.grantry;
    const made = await admin.call("POST", `${addresses.api}/personal-access-tokens`, {
      name: "no logs",
      permissions: ["clients:read"],
    });
    const { value } = (await made.json()) as { value: string };
    const headers = { authorization: `Bearer ${value}` };
    let answer = await localFetch(`${tenant.issuer}/admin/logs`, { headers });
    for (let tries = 0; answer.status === 401 && tries < 50; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await localFetch(`${tenant.issuer}/admin/logs`, { headers });
    }
    expect(answer.status).toBe(403);
  });

  it("is followed from a terminal", async () => {
    const following = terminal.start(["logs", "--follow", "--errors", "--format", "json"]);
    const { requestId } = await refusedRequest();
    await untilLogged(tenant, `request_id=${requestId}`);
    const shown = await terminal.run(["logs", "--request-id", requestId]);
    expect(shown.out).toContain("invalid_grant: ");
    for (let tries = 0; !following.printed().includes(requestId); tries += 1) {
      if (tries > 100) throw new Error(`not followed: ${following.printed()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    following.kill();
    await following.ended;
  });
});
