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
  beforeEach(async () => {
    fixture = await startPlaneFixture();
  });
  afterEach(async () => {
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

  /** A connection tells what it counted when it has ended. */
  async function expectLooksInto(names: readonly string[]): Promise<void> {
    let used = await indexesInUse();
    for (let waits = 0; waits < 400 && !names.every((name) => used.includes(name)); waits += 1) {
      await pause(50);
      used = await indexesInUse();
    }
    expect(used).toEqual(names);
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
    await expectLooksInto(["grants_pkey", "revocations_pkey"]);
  });

  test("a remembered consent is found among those of its user and client", async () => {
    const plane = openPlane({ databaseUrl: fixture.url, envelope: fixture.envelope });
    const { grants } = plane.inProject(await fixture.project());
    const kept = aGrant({ remember: true });
    await grants.insert(kept);
    await Promise.all(
      Array.from({ length: GRANTS }, () => grants.remembered(kept.subject, kept.clientId, NOON)),
    );
    const { subject, clientId } = kept;
    await Promise.all(
      Array.from({ length: GRANTS }, () => grants.insert(aGrant({ subject, clientId }))),
    );
    expect((await grants.remembered(subject, clientId, NOON))?.id).toBe(kept.id);
    await plane.close();
    // An insertion looks for its own key.
    await expectLooksInto(["grants_pkey", "grants_remembered"]);
  });
});
