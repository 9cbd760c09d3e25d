import { randomUUID } from "node:crypto";

import type { Grant } from "@grantry/oauth2";
import { aGrant, NOON } from "@grantry/oauth2/testing";

import { after, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import { openPlane } from "./plane.js";
import type { PlaneDatabase, ProjectStores } from "./plane.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
let second: PlaneDatabase;
let stores: ProjectStores;
let elsewhere: ProjectStores;
beforeAll(async () => {
  fixture = await startPlaneFixture();
  second = openPlane({ databaseUrl: fixture.url, envelope: fixture.envelope });
  const project = await fixture.project();
  stores = fixture.plane.inProject(project);
  elsewhere = second.inProject(project);
});
afterAll(async () => {
  await second.close();
  await fixture.stop();
});

const FIRST = { generation: 1, refreshExpiresAt: after(3600), expiresAt: after(3600) };
const NEXT = { graceSeconds: 10, refreshExpiresAt: after(7200), expiresAt: after(7200) };

/** Fifty calls from two processes' pools at once. */
function fifty<Answer>(call: (of: ProjectStores) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: 50 }, (_, index) => call(index % 2 === 0 ? stores : elsewhere)),
  );
}

async function redeemedGrant(): Promise<string> {
  const grant = aGrant();
  await stores.grants.insert(grant);
  await stores.grants.redeem(grant.id, NOON, FIRST);
  return grant.id;
}

describe("a grant is inserted", () => {
  test("together with others of its moment, each with every member of its own", async () => {
    const grants = [
      aGrant({ audience: [] }),
      aGrant({
        sessionId: randomUUID(),
        audience: ["https://api.example.com/a b", 'with "quotes", {braces} and \\'],
        details: { skipped: true, query: "state=%00\u00e9", context: { nul: "\0" } },
        refreshExpiresAt: after(60),
      }),
      aGrant({ subject: 'quote " and \\', scope: [], rememberUntil: after(60) }),
    ];
    const outcomes = await Promise.all(grants.map((grant) => stores.grants.insert(grant)));
    expect(outcomes).toEqual(["inserted", "inserted", "inserted"]);
    for (const grant of grants) expect(await stores.grants.find(grant.id)).toEqual(grant);
  });

  test("once, also when its flow is answered many times at one moment", async () => {
    const [grant, other] = [aGrant(), aGrant()];
    const outcomes = await fifty((of) => of.grants.insert(grant));
    expect(outcomes.filter((outcome) => outcome === "inserted")).toHaveLength(1);
    const odd = aGrant({ subject: "nul \0" });
    const settled = await Promise.allSettled(
      [grant, odd, other].map((each) => stores.grants.insert(each)),
    );
    expect(settled).toMatchObject([
      { value: "exists" },
      { status: "rejected" },
      { value: "inserted" },
    ]);
  });

  test("with every member, once", async () => {
    const grant = aGrant({
      sessionId: randomUUID(),
      scope: ["openid"],
      audience: ["https://api.example.com/a b", 'with "quotes"'],
      details: {
        skipped: true,
        query: "scope=openid&state=%00\u00e9",
        acr: "1",
        context: { nul: "\0" },
        claims: { userinfo: {} },
      },
      remember: true,
      rememberUntil: after(60),
      refreshExpiresAt: after(60),
    });
    expect(await stores.grants.insert(grant)).toBe("inserted");
    expect(await stores.grants.insert({ ...grant, subject: "replayed" })).toBe("exists");
    expect(await stores.grants.find(grant.id)).toEqual(grant);
    const outcomes = await fifty((of) => of.grants.insert(aGrant({ id: FIXED })));
    expect(outcomes.filter((outcome) => outcome === "inserted")).toHaveLength(1);
  });

  test("and a remembered one ends the memory of older ones", async () => {
    const same = { subject: randomUUID(), clientId: "c", remember: true };
    const older = aGrant(same);
    const newer = aGrant({ ...same, rememberUntil: after(60), requestedAt: after(1) });
    await stores.grants.insert(older);
    const { subject } = same;
    expect((await stores.grants.remembered(subject, "c", after(1e6)))?.id).toBe(older.id);
    await stores.grants.insert(newer);
    expect((await stores.grants.remembered(subject, "c", after(59)))?.id).toBe(newer.id);
    expect(await stores.grants.remembered(subject, "c", after(60))).toBeUndefined();
    expect(await stores.grants.remembered(subject, "other", NOON)).toBeUndefined();
    expect((await stores.grants.find(older.id))?.remember).toBe(false);
    await stores.grants.revoke(newer.id, NOON);
    expect(await stores.grants.remembered(subject, "c", NOON)).toBeUndefined();
  });
});

const FIXED = randomUUID();

describe("a code is redeemed (RFC 6749 §4.1.2)", () => {
  test("once, of fifty at once from two pools", async () => {
    const grant = aGrant();
    await stores.grants.insert(grant);
    const outcomes = await fifty((of) => of.grants.redeem(grant.id, after(1), FIRST));
    const [redeemed, ...more] = outcomes.filter(({ outcome }) => outcome === "redeemed");
    expect(more).toEqual([]);
    expect(redeemed).toMatchObject({ outcome: "redeemed", grant: { id: grant.id, generation: 1 } });
    const stored = await stores.grants.find(grant.id);
    expect(stored).toEqual({ ...grant, redeemedAt: after(1), ...FIRST });
    expect(outcomes.filter(({ outcome }) => outcome === "replayed")).toHaveLength(49);
  });

  test("never after it was revoked, and not when there is none", async () => {
    const grant = aGrant();
    await stores.grants.insert(grant);
    expect(await stores.grants.revoke(grant.id, NOON)).toBe("revoked");
    expect(await stores.grants.redeem(grant.id, NOON, FIRST)).toEqual({ outcome: "revoked" });
    expect(await stores.grants.redeem(randomUUID(), NOON, FIRST)).toEqual({ outcome: "absent" });
    expect(await stores.grants.redeem("no uuid", NOON, FIRST)).toEqual({ outcome: "absent" });
  });

  test("and a refresh token that never ends needs no end", async () => {
    const grant = aGrant({ refreshExpiresAt: after(1) });
    await stores.grants.insert(grant);
    await stores.grants.redeem(grant.id, NOON, { generation: 1, expiresAt: after(60) });
    const found = await stores.grants.find(grant.id);
    expect(found).toMatchObject({ generation: 1, redeemedAt: NOON, expiresAt: after(60) });
    expect(found?.refreshExpiresAt).toBeUndefined();
  });
});

describe("a refresh token is rotated (RFC 9700 §4.14.2)", () => {
  test("once, of fifty at once from two pools; the others repeat it", async () => {
    const id = await redeemedGrant();
    const outcomes = await fifty((of) => of.grants.rotate(id, 1, after(1), NEXT));
    const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length;
    expect([count("rotated"), count("repeated")]).toEqual([1, 49]);
    const generations = outcomes.map((each) => ("grant" in each ? each.grant.generation : 0));
    expect(new Set(generations)).toEqual(new Set([2]));
  });

  test("and an older generation is a repeat inside the grace, reuse after it", async () => {
    const id = await redeemedGrant();
    const rotate = async (generation: number, seconds: number, graceSeconds = 10) =>
      (await stores.grants.rotate(id, generation, after(seconds), { ...NEXT, graceSeconds }))
        .outcome;
    expect(await rotate(1, 100)).toBe("rotated");
    expect(await rotate(1, 109)).toBe("repeated");
    expect(await rotate(1, 109, 0)).toBe("reused");
    expect(await rotate(1, 110)).toBe("reused");
    expect(await rotate(2, 111)).toBe("rotated");
    expect(await rotate(1, 112)).toBe("reused");
    expect(await rotate(2, 112)).toBe("repeated");
  });

  test("not when it expired, was revoked or never was", async () => {
    const id = await redeemedGrant();
    const rotate = async (of: string, seconds: number) =>
      (await stores.grants.rotate(of, 1, after(seconds), NEXT)).outcome;
    expect(await rotate(id, 3600)).toBe("expired");
    expect(await rotate(id, 3599)).toBe("rotated");
    await stores.grants.revoke(id, NOON);
    expect(await rotate(id, 3599)).toBe("revoked");
    expect(await rotate(randomUUID(), 0)).toBe("absent");
  });

  test("and is told what its tokens say, every member of it", async () => {
    const details = {
      acr: "1",
      amr: ["pwd"],
      accessTokenClaims: { a: "\0" },
      idTokenClaims: { b: 1 },
      claims: { userinfo: {} },
      forcedSubject: "other",
    };
    const full = aGrant({
      sessionId: randomUUID(),
      audience: ["https://api.example.com/a b", 'with "quotes"'],
      details: { ...details, skipped: true, query: "scope=openid" },
    });
    const bare = aGrant({ scope: [], audience: [], details: {} });
    await Promise.all([full, bare].map((grant) => stores.grants.insert(grant)));
    const told = ({ id, clientId, subject, scope, audience, authTime, requestedAt }: Grant) => {
      return { id, clientId, subject, scope, audience, authTime, requestedAt };
    };
    for (const grant of [full, bare]) {
      const expected = {
        ...told(grant),
        ...(grant === full ? { details, sessionId: full.sessionId } : { details: {} }),
      };
      const redemption = await stores.grants.redeem(grant.id, NOON, FIRST);
      expect(redemption).toEqual({ outcome: "redeemed", grant: { ...expected, generation: 1 } });
      const rotation = await stores.grants.rotate(grant.id, 1, NOON, NEXT);
      expect(rotation).toEqual({ outcome: "rotated", grant: { ...expected, generation: 2 } });
    }
  });

  test("each grant of a batch for itself", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, redeemedGrant));
    const twice = [...ids, ...ids].map((id) => stores.grants.rotate(id, 1, after(1), NEXT));
    const outcomes = (await Promise.all(twice)).map(({ outcome }) => outcome);
    expect(outcomes.slice(0, 20)).toEqual(ids.map(() => "rotated"));
    expect(outcomes.slice(20)).toEqual(ids.map(() => "repeated"));
    const states = await Promise.all(ids.map((id) => stores.grants.state(id)));
    expect(states.map((state) => state?.generation)).toEqual(ids.map(() => 2));
  });
});

describe("grants are revoked", () => {
  test("one by one, for good", async () => {
    const id = await redeemedGrant();
    expect(await stores.grants.revoke(id, after(5))).toBe("revoked");
    expect(await stores.grants.revoke(id, after(9))).toBe("revoked");
    expect((await stores.grants.state(id))?.revokedAt).toEqual(after(5));
    expect(await stores.grants.revoke(randomUUID(), NOON)).toBe("absent");
  });

  test("by session, subject and client, all that are given", async () => {
    const [subject, sessionId, clientId] = [randomUUID(), randomUUID(), randomUUID()];
    const insert = (changes: object) => stores.grants.insert(aGrant(changes));
    await insert({ subject, sessionId, clientId });
    await insert({ subject, clientId });
    await insert({ subject, sessionId });
    await insert({ clientId });
    const revoke = (where: object) => stores.grants.revokeWhere(where, NOON);
    expect(await revoke({ sessionId: "x" })).toBe(0);
    expect(await revoke({ subject, sessionId: randomUUID() })).toBe(0);
    expect(await revoke({ subject, clientId, sessionId })).toBe(1);
    expect(await revoke({ sessionId })).toBe(1);
    expect(await revoke({ subject })).toBe(1);
    expect(await revoke({ clientId })).toBe(1);
    expect(await revoke({ clientId })).toBe(0);
  });

  test("while others rotate, without waiting in a circle", async () => {
    const subject = randomUUID();
    const grants = Array.from({ length: 60 }, () => aGrant({ subject }));
    for (const grant of grants) await stores.grants.insert(grant);
    const rotations = grants.map(({ id }) => elsewhere.grants.rotate(id, 0, NOON, NEXT));
    const revocations = [stores, elsewhere].map((of) => of.grants.revokeWhere({ subject }, NOON));
    const outcomes = await Promise.all(rotations);
    expect(outcomes.every(({ outcome }) => outcome === "rotated" || outcome === "revoked")).toBe(
      true,
    );
    const counts = await Promise.all(revocations);
    expect(counts.reduce((sum, count) => sum + count)).toBe(60);
  });
});

describe("consents of a subject are listed", () => {
  test("newest first, in pages, without those skipped or revoked", async () => {
    const subject = randomUUID();
    const sessionId = randomUUID();
    const at = (seconds: number, more: object = {}) =>
      aGrant({ subject, requestedAt: after(seconds), ...more });
    const [one, two, three] = [at(1), at(2, { sessionId }), at(3)];
    const skipped = at(4, { details: { skipped: true } });
    const revoked = at(5);
    for (const grant of [two, skipped, one, revoked, three]) await stores.grants.insert(grant);
    await stores.grants.revoke(revoked.id, NOON);
    const first = await stores.grants.listBySubject({ subject, limit: 2 });
    expect(first.items).toEqual([three, two]);
    const next = await stores.grants.listBySubject({ subject, limit: 2, after: first.next ?? "" });
    expect(next).toEqual({ items: [one] });
    const bySession = await stores.grants.listBySubject({ subject, sessionId, limit: 9 });
    expect(bySession.items).toEqual([two]);
    const strange = { subject, sessionId: "x", limit: 9 };
    expect(await stores.grants.listBySubject(strange)).toEqual({ items: [] });
  });
});
