import { randomBytes, randomUUID } from "node:crypto";

import { aGrant, NOON } from "@grantry/oauth2/testing";

import { after, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { execute } from "../testing/test-database.js";
import { readQuery, writeQuery } from "./request-query.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
afterAll(() => fixture.stop());

const SCOPE = ["offline_access", "offline", "openid"];

/** The request of a public client with PKCE, as a relying party's library writes it. */
function aQuery(clientId: string): string {
  const random = (bytes: number) => randomBytes(bytes).toString("base64url");
  return new URLSearchParams({
    client_id: clientId,
    redirect_uri: "https://app.example.com/auth/callback",
    response_type: "code",
    scope: SCOPE.join(" "),
    state: random(16),
    nonce: random(16),
    code_challenge: random(32),
    code_challenge_method: "S256",
  }).toString();
}

describe("a grant", () => {
  test("costs at most 600 bytes of tables and indexes, its request included", async () => {
    const { grants } = fixture.plane.inProject(await fixture.project());
    const clients = Array.from({ length: 20 }, () => randomUUID());
    const count = 4_000;
    for (let written = 0; written < count; written += 100) {
      const some = Array.from({ length: 100 }, (_, index) => {
        const clientId = clients[index % clients.length] ?? "";
        const details = { acr: "0", amr: ["pwd"], rememberFor: 3600, query: aQuery(clientId) };
        return aGrant({ clientId, sessionId: randomUUID(), scope: SCOPE, details });
      });
      await Promise.all(some.map((grant) => grants.insert(grant)));
      const end = after(2_592_000);
      const first = { generation: 1, refreshExpiresAt: end, expiresAt: end };
      await Promise.all(some.map(({ id }) => grants.redeem(id, NOON, first)));
    }
    await execute(fixture.url, "vacuum full plane.grants");
    const [size] = await execute<{ bytes: number }>(
      fixture.url,
      "select pg_total_relation_size('plane.grants')::int as bytes",
    );
    expect((size?.bytes ?? 0) / count).toBeLessThan(600);
  });

  test("has no index beside its key on what redeeming, rotating and revoking write", async () => {
    const indexed = await execute<{ name: string }>(
      fixture.url,
      `select distinct attname as name from pg_index
         join pg_depend on objid = indexrelid and classid = 'pg_class'::regclass
         join pg_attribute on attrelid = refobjid and attnum = refobjsubid
        where indrelid = 'plane.grants'::regclass and refobjid = indrelid
        order by 1`,
    );
    expect(indexed.map(({ name }) => name)).toEqual([
      "client_id",
      "project_id",
      "purge_on",
      "remember",
      "requested_at",
      "session_id",
      "subject_hash",
    ]);
  });
});

describe("a stored request", () => {
  test("comes back byte for byte and is less than half as long", () => {
    const clientId = randomUUID();
    const query = aQuery(clientId);
    const stored = writeQuery(query, { clientId, scope: SCOPE });
    expect(readQuery(stored, { clientId, scope: SCOPE })).toBe(query);
    expect(stored.length).toBeLessThan(query.length / 2);
    for (const odd of ["", "state=\u{1f600}%00", "x".repeat(5_000)]) {
      const known = { clientId: "", scope: [] };
      expect(readQuery(writeQuery(odd, known), known)).toBe(odd);
    }
  });

  test("of another form is refused", () => {
    expect(() => readQuery(Buffer.of(9, 1), { clientId: "", scope: [] })).toThrow("unknown form");
  });
});
