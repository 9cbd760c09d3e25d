import { projectWithClient } from "../account-experience/project-with-client.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { localFetch } from "../support/local-fetch.js";

interface Limited {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

describe("rate limits", () => {
  let grantry: OwnGrantry;
  let issuer: string;
  let neighbour: string;
  beforeAll(async () => {
    grantry = await startGrantry({ env: { GRANTRY_RATE_LIMITS: "on" } });
    issuer = (await projectWithClient({}, grantry)).issuer;
    neighbour = (await projectWithClient({}, grantry)).issuer;
  }, 120_000);
  afterAll(() => grantry?.stop());

  async function ask(url: string, init: RequestInit = {}): Promise<Limited> {
    const { headers, status, ...answer } = await localFetch(url, init).then(async (found) => ({
      headers: found.headers,
      status: found.status,
      text: await found.text(),
    }));
    return { headers, status, text: answer.text };
  }

  /** Sends requests, fifty at a time, until one is refused or `most` were sent. */
  async function floodUntilRefused(send: () => Promise<Limited>, most: number) {
    for (let sent = 0; sent < most; sent += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, send));
      const refused = answers.find(({ status }) => status === 429);
      if (refused !== undefined) return refused;
    }
    throw new Error(`nothing was refused in ${most} requests`);
  }

  it("are announced with every counted answer, in the draft's fields and in Ory's", async () => {
    const answer = await ask(`${issuer}/.well-known/jwks.json`);
    expect(answer.headers.get("ratelimit-policy")).toBe('"hydra-public-high";q=1000;w=2');
    expect(answer.headers.get("ratelimit")).toMatch(/^"hydra-public-high";r=\d+;t=\d+$/);
    expect(answer.headers.get("x-ratelimit-limit")).toBe("1000, 1000;w=2");
    expect(Number(answer.headers.get("x-ratelimit-remaining"))).toBeGreaterThan(900);
    expect(answer.headers.get("x-ratelimit-reset")).toMatch(/^\d+$/);
    const health = await ask(`${issuer}/health/ready`);
    expect(health.headers.get("ratelimit")).toBeNull();
  });

  it("refuse with 429 and Retry-After what exceeds a bucket of a project (RFC 6585 §4)", async () => {
    const list = () =>
      ask(`${issuer}/admin/clients`, { headers: { authorization: `Bearer ${grantry.token}` } });
    const refused = await floodUntilRefused(list, 3_000);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get("ratelimit")).toMatch(/^"hydra-admin-medium";r=0;t=\d+$/);
    expect(JSON.parse(refused.text)).toEqual({
      error: "too_many_requests",
      error_description: expect.stringContaining("hydra-admin-medium"),
      request_id: refused.headers.get("x-request-id"),
    });
  });

  it.each(["application/json", "application/vnd.client+json"])(
    "count new clients in one bucket, also of the type %s",
    async (type) => {
      const create = () =>
        ask(`${issuer}/admin/clients`, {
          method: "POST",
          headers: { authorization: `Bearer ${grantry.token}`, "content-type": type },
          body: "{}",
        });
      const refused = await floodUntilRefused(create, 2_000);
      expect(refused.headers.get("ratelimit")).toMatch(/^"hydra-admin-low";r=0;t=\d+$/);
      expect(JSON.parse(refused.text)).toMatchObject({ error: "too_many_requests" });
    },
  );

  it("leave other buckets and other projects alone", async () => {
    const headers = { authorization: `Bearer ${grantry.token}` };
    expect((await ask(`${neighbour}/admin/clients`, { headers })).status).toBe(200);
    expect((await ask(`${issuer}/.well-known/jwks.json`)).status).toBe(200);
  });

  it("hold a network address back that registers client after client", async () => {
    const register = () =>
      ask(`${neighbour}/oauth2/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
    const refused = await floodUntilRefused(register, 100);
    expect(refused.headers.get("ratelimit")).toMatch(/^"(address-registration|hydra-public-low)"/);
  });

  it("hold a network address back that posts passwords, with a page", async () => {
    const post = () => ask(`${neighbour}/ui/login`, { method: "POST" });
    const refused = await floodUntilRefused(post, 500);
    expect(refused.headers.get("ratelimit")).toMatch(/^"address-password"/);
    expect(refused.headers.get("content-type")).toMatch(/^text\/html/);
    expect(refused.text).toContain("Too many requests came from here.");
  });
});
