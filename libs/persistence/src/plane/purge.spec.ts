import { randomUUID } from "node:crypto";

import type { Delivery } from "@grantry/oauth2";
import { aClient, aGrant, aSession, CLIENT_METADATA, NOON } from "@grantry/oauth2/testing";

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
      const { grants, sessions, revocations, assertions, devices, signingKeys, usage } =
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
      for (const days of [-500, -399, 0]) {
        await usage.add(after(days * 86_400), new Map([["sign_ins", 1]]));
        await usage.addSubjects(after(days * 86_400), [Buffer.from("a user")]);
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
      usageCounts: 1,
      usageSubjects: 2,
    });
    const again = await fixture.plane.maintenance.purgeExpired(purged, options);
    expect(new Set(Object.values(again))).toEqual(new Set([0]));
    expect(await fixture.plane.maintenance.purgeExpired(kept, options)).toMatchObject({
      grants: 3,
      keys: 1,
    });
  });

  test("keeps a grant while its session lives, when the client wants to hear of the logout", async () => {
    const id = await fixture.project();
    const stores = fixture.plane.inProject(id);
    const [living, ended] = [aSession({ expiresAt: after(3600) }), aSession()];
    for (const session of [living, ended]) await stores.sessions.insert(session);
    await stores.sessions.revoke(ended.id, NOON);
    const told = aClient({
      metadata: { ...CLIENT_METADATA, frontchannel_logout_uri: "https://app.example.com/out" },
    });
    const silent = aClient();
    for (const client of [told, silent]) await stores.clients.insert(client);
    const expiresAt = after(-60);
    const { clientId } = told;
    const kept = aGrant({ clientId, sessionId: living.id, expiresAt });
    const gone = [
      aGrant({ clientId, sessionId: ended.id, expiresAt }),
      aGrant({ clientId: silent.clientId, sessionId: living.id, expiresAt }),
      aGrant({ clientId, expiresAt }),
    ];
    for (const grant of [kept, ...gone]) await stores.grants.insert(grant);
    await fixture.provisioner.purgeExpired(id, { at: NOON, limit: 10 });
    expect(await stores.grants.find(kept.id)).toBeDefined();
    for (const grant of gone) expect(await stores.grants.find(grant.id)).toBeUndefined();
  });

  test("keeps the newest of a log that is too long, and of logout tokens all", async () => {
    const id = await fixture.project();
    const { deliveries } = fixture.plane.inProject(id);
    const entries = Array.from({ length: 10_003 }, (_, index): Delivery => ({
      id: randomUUID(),
      kind: index === 0 ? "backchannel_logout" : "token_hook",
      clientId: "a client",
      url: "https://hook.example.com/",
      state: "delivered",
      attempts: 1,
      createdAt: after(index),
      expiresAt: after(86_400),
    }));
    await deliveries.record(entries);
    const purged = await fixture.provisioner.purgeExpired(id, { at: NOON, limit: 1_000 });
    expect(purged.deliveries).toBe(1);
    expect(await deliveries.find(entries[0]?.id ?? "")).toBeDefined();
    expect(await deliveries.find(entries[1]?.id ?? "")).toBeUndefined();
    expect(await deliveries.find(entries[2]?.id ?? "")).toBeDefined();
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
