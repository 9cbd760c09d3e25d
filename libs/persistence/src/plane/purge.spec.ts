import { randomUUID } from "node:crypto";

import { aGrant, aSession, NOON } from "@grantry/oauth2/testing";

import { after, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
beforeAll(async () => {
  fixture = await startPlaneFixture();
});
afterAll(() => fixture.stop());

describe("a purge", () => {
  test("removes what ended by then, of every kind, in one project", async () => {
    const ids = [await fixture.project(), await fixture.project()];
    for (const id of ids) {
      const { grants, sessions, revocations, assertions, devices, signingKeys } =
        fixture.plane.inProject(id);
      for (const seconds of [-86_400, -1, 0, 1, 86_400]) {
        await grants.insert(aGrant({ expiresAt: after(seconds) }));
        await sessions.insert(aSession({ expiresAt: after(seconds) }));
        await revocations.add(randomUUID(), after(seconds));
        await assertions.use("issuer", randomUUID(), after(seconds - 60));
        await devices.insert({
          id: randomUUID(),
          userCode: randomUUID(),
          clientId: "a client",
          scope: [],
          audience: [],
          state: "waiting",
          requestedAt: NOON,
          expiresAt: after(seconds),
        });
      }
      const [key, other] = await signingKeys.list();
      await signingKeys.setState(key?.kid ?? "", "retired", { expiresAt: NOON });
      await signingKeys.setState(other?.kid ?? "", "retired", { expiresAt: after(1) });
    }
    const [purged, kept] = ids as [string, string];
    const options = { at: NOON, limit: 2 };
    expect(await fixture.provisioner.purgeExpired(purged, options)).toMatchObject({
      grants: 3,
      sessions: 3,
      revocations: 3,
      assertions: 3,
      keys: 1,
      devices: 3,
    });
    const again = await fixture.plane.maintenance.purgeExpired(purged, options);
    expect(new Set(Object.values(again))).toEqual(new Set([0]));
    expect(await fixture.plane.maintenance.purgeExpired(kept, options)).toMatchObject({
      grants: 3,
      keys: 1,
    });
  });

  test("keeps a consent that is remembered", async () => {
    const id = await fixture.project();
    const { grants } = fixture.plane.inProject(id);
    const remembered = (changes: object) => aGrant({ remember: true, ...changes });
    const forGood = remembered({});
    const until = remembered({ rememberUntil: after(86_400) });
    const revoked = remembered({});
    for (const grant of [forGood, until, revoked]) await grants.insert(grant);
    await grants.revoke(revoked.id, NOON);
    const purge = async (seconds: number) =>
      (await fixture.provisioner.purgeExpired(id, { at: after(seconds), limit: 10 })).grants;
    expect(await purge(700)).toBe(1);
    expect(await purge(86_399)).toBe(0);
    expect(await purge(86_400)).toBe(1);
    expect(await purge(864_000)).toBe(0);
    expect(await grants.find(forGood.id)).toBeDefined();
  });

  test("shares the work with another at the same time", async () => {
    const id = await fixture.project();
    const { grants } = fixture.plane.inProject(id);
    await Promise.all(Array.from({ length: 200 }, () => grants.insert(aGrant())));
    const purges = await Promise.all([
      fixture.provisioner.purgeExpired(id, { at: after(600), limit: 10 }),
      fixture.plane.maintenance.purgeExpired(id, { at: after(600), limit: 10 }),
    ]);
    const later = await fixture.provisioner.purgeExpired(id, { at: after(600), limit: 10 });
    expect([...purges, later].reduce((sum, { grants: count }) => sum + count, 0)).toBe(200);
  });
});
