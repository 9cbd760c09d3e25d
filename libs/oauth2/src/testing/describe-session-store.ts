import { randomUUID } from "node:crypto";
import { after } from "../issuer.js";
import { NOON, aSession } from "./builders.js";
import type { SharedStores } from "./describe-stores.js";

/** What a session store promises: a session counts until it expires or is revoked. */
export function describeSessionStore(stores: SharedStores): void {
  describe("a session", () => {
    test("keeps every member", async () => {
      const { sessions } = await stores();
      const session = aSession({
        acr: "urn:acr:1",
        amr: ["pwd", "otp"],
        persistent: false,
        remembered: false,
        userAgent: "Mozilla/5.0",
        address: "2001:db8::1",
      });
      expect(await sessions.insert(session)).toBe("inserted");
      expect(await sessions.find(session.id, NOON)).toEqual(session);
    });

    test("is written once: a replayed verifier changes nothing", async () => {
      const { sessions } = await stores();
      const session = aSession();
      await sessions.insert(session);
      expect(await sessions.insert({ ...session, subject: "somebody else" })).toBe("exists");
      expect(await sessions.find(session.id, NOON)).toEqual(session);
    });

    test("ends with its lifetime, which can be extended", async () => {
      const { sessions } = await stores();
      const session = aSession({ expiresAt: after(NOON, 60) });
      await sessions.insert(session);
      expect(await sessions.find(session.id, after(NOON, 59))).toBeDefined();
      expect(await sessions.find(session.id, after(NOON, 60))).toBeUndefined();
      await sessions.extend(session.id, after(NOON, 120));
      expect((await sessions.find(session.id, after(NOON, 60)))?.expiresAt).toEqual(
        after(NOON, 120),
      );
    });

    test("is gone when revoked, and extending does not bring it back", async () => {
      const { sessions } = await stores();
      const session = aSession();
      await sessions.insert(session);
      expect(await sessions.revoke(session.id, NOON)).toBe("revoked");
      expect(await sessions.revoke(session.id, NOON)).toBe("revoked");
      await sessions.extend(session.id, after(NOON, 1e6));
      expect(await sessions.find(session.id, NOON)).toBeUndefined();
    });

    test("that was never written is absent, whatever the id looks like", async () => {
      const { sessions } = await stores();
      for (const id of [randomUUID(), "", "nul\0", "not-a-uuid", "x".repeat(10_000)]) {
        expect(await sessions.find(id, NOON)).toBeUndefined();
        expect(await sessions.revoke(id, NOON)).toBe("absent");
        await sessions.extend(id, NOON);
      }
    });

    test("is listed with the others of its subject", async () => {
      const { sessions } = await stores();
      const subject = `a subject ${randomUUID()}`;
      const older = aSession({ subject });
      const newer = aSession({ subject, authenticatedAt: after(NOON, 10) });
      const expired = aSession({ subject, expiresAt: after(NOON, -1) });
      const other = aSession();
      for (const session of [older, newer, expired, other]) await sessions.insert(session);
      expect(await sessions.listBySubject(subject, NOON)).toEqual([newer, older]);
      await sessions.revoke(older.id, NOON);
      expect(await sessions.listBySubject(subject, NOON)).toEqual([newer]);
      expect(await sessions.listBySubject("nul\0", NOON)).toEqual([]);
    });
  });
}
