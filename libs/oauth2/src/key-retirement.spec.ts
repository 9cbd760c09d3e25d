import type { ClientRecord } from "./client.js";
import { longestSignedLifetime, retiredUntil } from "./key-retirement.js";
import { parsePolicy } from "./policy.js";
import type { Page } from "./stores.js";

const HOUR = 3_600;
const { policy } = parsePolicy({ ttl: { access_token: "2h", id_token: "3h" } });

/** A store whose pages hold one client each, with nothing but these lifespans. */
function clients(...lifespans: Record<string, string | null>[]) {
  return {
    list: async ({ after = "0" }: { after?: string }): Promise<Page<ClientRecord>> => {
      const index = Number(after);
      const metadata = lifespans[index];
      if (metadata === undefined) return { items: [] };
      const item = { metadata } as unknown as ClientRecord;
      return { items: [item], next: String(index + 1) };
    },
  };
}

describe("the longest lifetime of what is signed", () => {
  it("is the project's own when no client has one of its own", async () => {
    expect(await longestSignedLifetime(policy, clients())).toBe(3 * HOUR);
  });

  it("is the longest that any client has, on any page", async () => {
    const own = { client_credentials_grant_access_token_lifespan: "1440h" };
    const none = { client_credentials_grant_access_token_lifespan: null };
    expect(await longestSignedLifetime(policy, clients(none, {}, own, none))).toBe(1_440 * HOUR);
  });

  it("decides how long a retired key verifies, a month at least", async () => {
    const at = new Date("2026-01-01T00:00:00.000Z");
    const own = { client_credentials_grant_access_token_lifespan: "1440h" };
    const ends = [
      await retiredUntil(at, policy, clients()),
      await retiredUntil(at, policy, clients(own)),
    ];
    expect(ends.map((end) => end.toISOString())).toEqual([
      "2026-01-31T00:00:00.000Z",
      "2026-03-02T00:00:00.000Z",
    ]);
  });

  it("counts ID tokens and no refresh tokens", async () => {
    const own = {
      refresh_token_grant_refresh_token_lifespan: "9000h",
      refresh_token_grant_id_token_lifespan: "30h",
    };
    expect(await longestSignedLifetime(policy, clients(own))).toBe(30 * HOUR);
  });

  it("passes over what is no duration", async () => {
    const own = { authorization_code_grant_id_token_lifespan: "a fortnight" };
    expect(await longestSignedLifetime(policy, clients(own))).toBe(3 * HOUR);
  });
});
