import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import { aGrant, NOON } from "@grantry/oauth2/testing";
import pg from "pg";

import { after, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { openPlane } from "./plane.js";

jest.setTimeout(60_000);

const FIRST = { generation: 1, refreshExpiresAt: after(3600), expiresAt: after(3600) };
const NEXT = { graceSeconds: 10, refreshExpiresAt: after(7200), expiresAt: after(7200) };
const GRANTS = 300;

describe("in tables without statistics (architecture §5)", () => {
  let fixture: PlaneFixture;
  beforeAll(async () => {
    fixture = await startPlaneFixture();
  });
  afterAll(async () => {
    await fixture.stop();
  });

  /** The indexes of grants and revocations that were looked into by connections that are closed. */
  async function indexesInUse(): Promise<string[]> {
    const client = new pg.Client({ connectionString: fixture.url });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `select indexrelname as name from pg_stat_user_indexes
        where relname in ('grants', 'revocations') and idx_scan > 0 order by name`,
    );
    await client.end();
    return rows.map(({ name }) => name);
  }

  test("a row that is asked for by its key is found by its key", async () => {
    const plane = openPlane({ databaseUrl: fixture.url, envelope: fixture.envelope });
    const { grants, revocations } = plane.inProject(await fixture.project());
    const ids = Array.from({ length: GRANTS }, () => randomUUID());
    for (const id of ids) {
      await grants.insert(aGrant({ id }));
      await revocations.add(id, after(3600));
    }
    for (const id of ids.slice(0, 30)) {
      await grants.redeem(id, NOON, FIRST);
      await grants.rotate(id, 1, NOON, NEXT);
      await grants.find(id);
      await grants.state(id);
      await grants.revoke(id, NOON);
      await revocations.has(id);
    }
    await plane.close();
    const keys = ["grants_pkey", "revocations_pkey"];
    let used = await indexesInUse();
    // A connection tells what it counted when it has ended.
    for (let waits = 0; waits < 400 && !keys.every((key) => used.includes(key)); waits += 1) {
      await pause(50);
      used = await indexesInUse();
    }
    expect(used).toEqual(keys);
  });
});
