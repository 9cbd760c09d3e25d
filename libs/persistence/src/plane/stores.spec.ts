import { randomUUID } from "node:crypto";

import { generateSigningKey } from "@grantry/oauth2";

import { aClient, aGrant, aSession, CLIENT_METADATA, NOON } from "@grantry/oauth2/testing";

import { after, startPlaneFixture } from "../testing/plane-fixture.js";
import type { PlaneFixture } from "../testing/plane-fixture.js";
import type { ProjectStores } from "./plane.js";

jest.setTimeout(60_000);

let fixture: PlaneFixture;
let stores: ProjectStores;
beforeAll(async () => {
  fixture = await startPlaneFixture();
  stores = fixture.plane.inProject(await fixture.project());
});
afterAll(() => fixture.stop());

describe("clients", () => {
  test("keep every member and every character", async () => {
    const record = aClient({
      metadata: { ...CLIENT_METADATA, metadata: { note: "nul \u0000 and \ud83d\ude00 survive" } },
      registrationTokenDigest: "rat",
      notBefore: after(-60),
      secrets: [
        { kind: "keyed", digest: "new", createdAt: NOON },
        { kind: "argon2id", digest: "$argon2id$old", createdAt: after(-60) },
      ],
    });
    expect(await stores.clients.insert(record)).toBe("inserted");
    expect(await stores.clients.insert(record)).toBe("exists");
    expect(await stores.clients.find(record.clientId)).toEqual(record);
    expect(await stores.clients.find("nobody")).toBeUndefined();
    expect(await stores.clients.find("nobody\0")).toBeUndefined();
  });

  test("are replaced by whoever read them last", async () => {
    const record = aClient();
    expect(await stores.clients.replace(record)).toBe("absent");
    await stores.clients.insert(record);
    const changed = { ...record, metadata: { ...CLIENT_METADATA, client_name: "Changed" } };
    const outcomes = await Promise.all([
      stores.clients.replace(changed),
      stores.clients.replace(changed),
    ]);
    expect(outcomes).toEqual(expect.arrayContaining(["replaced", "stale"]));
    expect(await stores.clients.find(record.clientId)).toEqual({ ...changed, revision: 2 });
  });

  test("are listed by creation, in pages, by name and by owner", async () => {
    const own = fixture.plane.inProject(await fixture.project());
    const records = [3, 1, 2, 2].map((seconds, index) =>
      aClient({
        clientId: `client-${index}`,
        createdAt: after(seconds),
        metadata: { ...CLIENT_METADATA, client_name: `n${seconds}`, owner: `o${index}` },
      }),
    );
    for (const record of records) await own.clients.insert(record);
    const first = await own.clients.list({ limit: 2 });
    expect(first.items.map(({ clientId }) => clientId)).toEqual(["client-1", "client-2"]);
    const second = await own.clients.list({ limit: 2, after: first.next ?? "" });
    expect(second.items.map(({ clientId }) => clientId)).toEqual(["client-3", "client-0"]);
    expect(second.next).toBeUndefined();
    const named = await own.clients.list({ limit: 10, clientName: "n2" });
    expect(named.items).toHaveLength(2);
    const owned = await own.clients.list({ limit: 10, clientName: "n2", owner: "o3" });
    expect(owned.items.map(({ clientId }) => clientId)).toEqual(["client-3"]);
    for (const position of ["", "x", Buffer.from('["1","a"]').toString("base64url")]) {
      expect(await own.clients.list({ limit: 2, after: position })).toEqual({ items: [] });
    }
  });

  test("take their grants with them", async () => {
    const record = aClient();
    await stores.clients.insert(record);
    const grant = aGrant({ clientId: record.clientId });
    const other = aGrant();
    await stores.grants.insert(grant);
    await stores.grants.insert(other);
    expect(await stores.clients.remove(record.clientId)).toBe("removed");
    expect(await stores.clients.remove(record.clientId)).toBe("absent");
    expect((await stores.grants.state(grant.id))?.revokedAt).toBeInstanceOf(Date);
    expect((await stores.grants.state(other.id))?.revokedAt).toBeUndefined();
    const late = aGrant({ clientId: record.clientId });
    await stores.grants.insert(late);
    await stores.clients.insert(record);
    expect((await stores.grants.state(late.id))?.revokedAt).toBeInstanceOf(Date);
  });
});

describe("sessions", () => {
  test("are found until they expire or are revoked", async () => {
    const session = aSession({ acr: "1", userAgent: "curl", address: "127.0.0.1" });
    expect(await stores.sessions.insert(session)).toBe("inserted");
    expect(await stores.sessions.insert({ ...session, subject: "other" })).toBe("exists");
    expect(await stores.sessions.find(session.id, after(3599))).toEqual(session);
    expect(await stores.sessions.find(session.id, after(3600))).toBeUndefined();
    await stores.sessions.extend(session.id, after(7200));
    expect(await stores.sessions.find(session.id, after(3600))).toBeDefined();
    expect(await stores.sessions.revoke(session.id, NOON)).toBe("revoked");
    expect(await stores.sessions.revoke(randomUUID(), NOON)).toBe("absent");
    expect(await stores.sessions.revoke("no uuid", NOON)).toBe("absent");
    expect(await stores.sessions.find(session.id, NOON)).toBeUndefined();
  });

  test("are listed by subject", async () => {
    const subject = randomUUID();
    const older = aSession({ subject });
    const newer = aSession({ subject, authenticatedAt: after(10) });
    const expired = aSession({ subject, expiresAt: after(-1) });
    for (const session of [older, newer, expired]) await stores.sessions.insert(session);
    expect(await stores.sessions.listBySubject(subject, NOON)).toEqual([newer, older]);
    await stores.sessions.revoke(older.id, NOON);
    expect(await stores.sessions.listBySubject(subject, NOON)).toEqual([newer]);
  });
});

describe("revocations and assertions", () => {
  test("a token is revoked once it was added (RFC 7009 §2.1)", async () => {
    const tokenId = randomUUID();
    expect(await stores.revocations.has(tokenId)).toBe(false);
    await stores.revocations.add(tokenId, after(60));
    await stores.revocations.add(tokenId, after(30));
    const answers = [tokenId, randomUUID(), tokenId].map((id) => stores.revocations.has(id));
    expect(await Promise.all(answers)).toEqual([true, false, true]);
  });

  test("an assertion is fresh once (RFC 7523 §3), also when 50 come at once", async () => {
    const soon = new Date(Date.now() + 60_000);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => stores.assertions.use("issuer", "jti", soon)),
    );
    expect(outcomes.filter((outcome) => outcome === "fresh")).toHaveLength(1);
    expect(await stores.assertions.use("issuer2", "jti", soon)).toBe("fresh");
    expect(await stores.assertions.use("issuer", "x".repeat(10_000), soon)).toBe("fresh");
    expect(await stores.assertions.use("issuer", "past", after(-60))).toBe("fresh");
    expect(await stores.assertions.use("issuer", "past", soon)).toBe("fresh");
    expect(await stores.assertions.use("issuer", "past", soon)).toBe("used");
  });
});

describe("signing keys", () => {
  test("rotate by one step, whoever else does the same", async () => {
    const own = fixture.plane.inProject(await fixture.project());
    const before = await own.signingKeys.list();
    const current = before.find((key) => key.algorithm === "ES256" && key.state === "current");
    const next = before.find((key) => key.algorithm === "ES256" && key.state === "next");
    const spare = await Promise.all([newKey(), newKey(), newKey()]);
    const outcomes = await Promise.all(
      spare.map((key) => own.signingKeys.rotate("ES256", key, after(0), after(600), current?.kid)),
    );
    expect(outcomes.filter((outcome) => outcome === "rotated")).toHaveLength(1);
    expect(await own.signingKeys.rotate("ES256", await newKey(), after(0), after(600))).toBe(
      "already",
    );
    const keys = new Map((await own.signingKeys.list()).map((key) => [key.kid, key]));
    expect(keys.get(current?.kid ?? "")).toMatchObject({
      state: "retired",
      retiredAt: after(0),
      expiresAt: after(600),
    });
    expect(keys.get(next?.kid ?? "")).toMatchObject({ state: "current", activatedAt: after(0) });
    const added = spare.find((key) => keys.has(key.kid));
    expect(keys.get(added?.kid ?? "")).toEqual(added);
    expect(keys.size).toBe(5);
  });

  test("change state and go", async () => {
    const own = fixture.plane.inProject(await fixture.project());
    const [key] = await own.signingKeys.list();
    const kid = key?.kid ?? "";
    const times = { retiredAt: NOON, expiresAt: after(60) };
    expect(await own.signingKeys.setState(kid, "retired", times)).toBe("changed");
    expect((await own.signingKeys.list()).find((each) => each.kid === kid)).toMatchObject(times);
    expect(await own.signingKeys.setState("nobody", "retired", {})).toBe("absent");
    expect(await own.signingKeys.remove(kid)).toBe("removed");
    expect(await own.signingKeys.remove(kid)).toBe("absent");
  });
});

describe("identities", () => {
  const identity = (email: string) => ({
    id: randomUUID(),
    state: "active" as const,
    traits: { email, name: "Ada" },
    createdAt: NOON,
    updatedAt: NOON,
  });

  test("are found by id and by address, with their password", async () => {
    const ada = identity("Ada@example.com");
    const credentials = { normalisedEmail: "ada@example.com", passwordHash: "phc" };
    expect(await stores.identities.insert(ada, credentials)).toBe("inserted");
    expect(await stores.identities.insert(identity("x"), credentials)).toBe("exists");
    expect(await stores.identities.find(ada.id)).toEqual(ada);
    expect(await stores.identities.findByEmail("ada@example.com")).toEqual({
      identity: ada,
      passwordHash: "phc",
    });
    expect(await stores.identities.findByEmail("a\0")).toBeUndefined();
  });

  test("one of 20 sign-ups at once gets an address", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        stores.identities.insert(identity("race@x"), { normalisedEmail: "race@x" }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "inserted")).toHaveLength(1);
  });

  test("change traits, password and state, and go", async () => {
    const bea = { ...identity("bea@x"), emailVerifiedAt: NOON };
    await stores.identities.insert(bea, { normalisedEmail: "bea@x" });
    await stores.identities.insert(identity("cid@x"), { normalisedEmail: "cid@x" });
    const { updateTraits, setPassword, setState } = bound(stores.identities);
    expect(await updateTraits(bea.id, { email: "Bea@x" }, after(1))).toBe("updated");
    expect((await stores.identities.find(bea.id))?.emailVerifiedAt).toEqual(NOON);
    expect(await updateTraits(bea.id, { email: "cid@x" }, after(2))).toBe("taken");
    expect(await updateTraits(bea.id, { email: "bea2@x" }, after(2))).toBe("updated");
    expect((await stores.identities.find(bea.id))?.emailVerifiedAt).toBeUndefined();
    expect(await setPassword(bea.id, "one", after(3))).toBe("updated");
    expect(await setPassword(bea.id, "two", after(3))).toBe("updated");
    expect(await setState(bea.id, "inactive", after(4))).toBe("updated");
    expect(await stores.identities.findByEmail("bea2@x")).toMatchObject({
      identity: { state: "inactive", updatedAt: after(4) },
      passwordHash: "two",
    });
    expect(await stores.identities.remove(bea.id)).toBe("removed");
    expect(await stores.identities.remove(bea.id)).toBe("absent");
    expect(await setPassword(bea.id, "phc", NOON)).toBe("absent");
    expect(await setState(bea.id, "active", NOON)).toBe("absent");
    expect(await updateTraits(bea.id, { email: "y" }, NOON)).toBe("absent");
  });
});

function bound(identities: ProjectStores["identities"]) {
  return {
    updateTraits: identities.updateTraits.bind(identities),
    setPassword: identities.setPassword.bind(identities),
    setState: identities.setState.bind(identities),
  };
}

function newKey() {
  return generateSigningKey("ES256", "next", NOON);
}
