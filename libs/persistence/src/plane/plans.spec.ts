import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import { aClient, aGrant, NOON } from "@grantry/oauth2/testing";
import pg from "pg";

import { after, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { AdminWrite } from "./admin-write.js";
import { openPlane } from "./plane.js";
import { openProvisioner } from "./provisioner.js";

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

  /** How often an index was looked into by connections that are closed, and what was read there. */
  async function readsOf(index: string): Promise<{ scans: number; entries: number }> {
    const client = new pg.Client({ connectionString: fixture.url });
    await client.connect();
    const { rows } = await client.query<{ scans: string; entries: string }>(
      `select idx_scan as scans, idx_tup_read as entries from pg_stat_user_indexes
        where indexrelname = $1`,
      [index],
    );
    await client.end();
    return { scans: Number(rows[0]?.scans), entries: Number(rows[0]?.entries) };
  }

  /** The same when at least so many looks were counted. */
  async function readsAfter(scans: number, index: string): ReturnType<typeof readsOf> {
    let reads = await readsOf(index);
    for (let waits = 0; waits < 400 && reads.scans < scans; waits += 1) {
      await pause(50);
      reads = await readsOf(index);
    }
    return reads;
  }

  test("new clients look at no grant but those of their ids, events are read and marked by index", async () => {
    const { url: databaseUrl, envelope } = fixture;
    const plane = openPlane({ databaseUrl, envelope });
    const provisioner = openProvisioner({ databaseUrl, envelope });
    const projectId = await fixture.project();
    const { grants } = plane.inProject(projectId);
    const before = await readsOf("grants_pkey");
    for (let made = 0; made < GRANTS; made += 1) await grants.insert(aGrant({ id: randomUUID() }));
    for (let made = 0; made < 30; made += 1) {
      const clients = Array.from({ length: 10 }, (_, index) => {
        const write = new AdminWrite({
          id: randomUUID(),
          startedAt: after(10 * made + index),
          actor: "token:t",
          actorLabel: "Ada",
          requestId: "a request",
          action: "clients.create",
          targetType: "clients",
          status: 201,
        });
        return plane.inProject(projectId, write).clients.insert(aClient());
      });
      await Promise.all(clients);
    }
    for (let told = 0; told < 30; told += 1) {
      const events = await provisioner.adminEvents.pending(10);
      expect(events).toHaveLength(10);
      await provisioner.adminEvents.collected(events);
    }
    await Promise.all([plane.close(), provisioner.close()]);
    const marked = await readsAfter(300, "admin_events_pkey");
    expect(marked.entries).toBeLessThan(2 * 300);
    const pending = await readsAfter(30, "admin_events_to_collect");
    // What was told lately may be passed once more; what waits behind is not read each time.
    expect(pending.entries).toBeLessThan(5 * 300);
    const grantsRead = await readsOf("grants_pkey");
    expect(grantsRead.entries - before.entries).toBeLessThan(GRANTS);
  });
});
