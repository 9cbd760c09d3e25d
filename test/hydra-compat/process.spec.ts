import { localFetch } from "../support/local-fetch.js";
import { answerOf, type Answer } from "../oauth2/answer.js";
import { newTenant, type Tenant } from "../oauth2/tenant.js";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await newTenant();
});

async function get(url: string, token?: string): Promise<Answer> {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  return await answerOf(localFetch(url, { headers }));
}

describe("a data plane", () => {
  it("says that it is alive and ready, and its version, under every issuer and on its port", async () => {
    for (const base of [tenant.issuer, tenant.grantry.planeUrl()]) {
      for (const path of ["/health/alive", "/health/ready"]) {
        const answer = await get(`${base}${path}`);
        expect([answer.status, answer.body]).toEqual([200, { status: "ok" }]);
      }
      const version = await get(`${base}/version`);
      expect(version.body).toEqual({ version: expect.stringMatching(/^v?\d+\.\d+\.\d+/) });
    }
  });

  it("shows Prometheus the process and its requests by route, to who may read usage", async () => {
    await get(`${tenant.issuer}/admin/clients/none`, tenant.grantry.token);
    const url = `${tenant.issuer}/admin/metrics/prometheus`;
    const answer = await get(url, tenant.grantry.token);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=/);
    expect(answer.text).toContain("process_cpu_seconds_total");
    expect(answer.text).toMatch(
      /http_requests_duration_seconds_count\{[^}]*route="\/admin\/clients\/:id"[^}]*\} \d+/,
    );
    expect((await get(url)).status).toBe(401);
    const unprefixed = await get(`${tenant.issuer}/metrics/prometheus`, tenant.grantry.token);
    expect(unprefixed.status).toBe(200);
  });

  it("names no project in its metrics", async () => {
    const answer = await get(`${tenant.issuer}/admin/metrics/prometheus`, tenant.grantry.token);
    expect(answer.text).not.toContain(tenant.project.slug);
    expect(answer.text).not.toContain(tenant.project.id);
  });

  it("serves metrics on its own port without the project's admin API", async () => {
    const answer = await get(`${tenant.grantry.planeUrl()}/metrics/prometheus`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain("http_requests_duration_seconds");
    expect((await get(`${tenant.issuer}/metrics/prometheus`)).status).toBe(401);
  });
});
