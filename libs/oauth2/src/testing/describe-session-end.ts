import { randomUUID } from "node:crypto";
import { after } from "../issuer.js";
import type { NewGrant, Session, Stores } from "../stores.js";
import { CLIENT_METADATA, NOON, aClient, aGrant, aSession } from "./builders.js";
import type { SharedStores } from "./describe-stores.js";

const LOGOUT_URI = "https://app.example.com/backchannel-logout";

/** What the end of a session takes along (OpenID Connect Back-Channel Logout §2.5, §2.7). */
export function describeSessionEnd(stores: SharedStores): void {
  describe("the end of a session", () => {
    test("revokes its grants without offline access and no others", async () => {
      const all = await stores();
      const session = await aStoredSession(all);
      const online = await aStoredGrant(all, session, { scope: ["openid"] });
      const offline = await aStoredGrant(all, session, { scope: ["openid", "offline_access"] });
      const older = await aStoredGrant(all, session, { scope: ["offline"] });
      const elsewhere = await aStoredGrant(all, await aStoredSession(all), { scope: ["openid"] });
      const ended = await all.sessions.end(session.id, NOON);
      expect(ended?.subject).toBe(session.subject);
      expect(ended?.clientIds.toSorted()).toEqual(
        [online, offline, older].map(({ clientId }) => clientId).toSorted(),
      );
      expect(await all.sessions.find(session.id, NOON)).toBeUndefined();
      expect((await all.grants.state(online.id))?.revokedAt).toEqual(NOON);
      for (const living of [offline, older, elsewhere]) {
        expect((await all.grants.state(living.id))?.revokedAt).toBeUndefined();
      }
    });

    test("leaves a remembered consent, without its tokens", async () => {
      const all = await stores();
      const session = await aStoredSession(all);
      const grant = await aStoredGrant(all, session, { scope: ["openid"], remember: true });
      await all.sessions.end(session.id, NOON);
      expect((await all.grants.state(grant.id))?.revokedAt).toEqual(NOON);
      const remembered = await all.grants.remembered(grant.subject, grant.clientId, NOON);
      expect(remembered).toMatchObject({ scope: ["openid"], subject: grant.subject });
      expect(remembered?.id).not.toBe(grant.id);
      expect(remembered?.redeemedAt).toEqual(NOON);
      const listed = await all.grants.listBySubject({ subject: grant.subject, limit: 10 });
      expect(listed.items.map(({ id }) => id)).toEqual([remembered?.id]);
    });

    test("lets a delivery wait for each client that wants to be told, once", async () => {
      const all = await stores();
      const session = await aStoredSession(all);
      const told = aClient({
        metadata: { ...CLIENT_METADATA, backchannel_logout_uri: LOGOUT_URI },
      });
      const silent = aClient();
      for (const client of [told, silent]) await all.clients.insert(client);
      const details = { forcedSubject: "forced" };
      const granted = { clientId: told.clientId, details };
      await aStoredGrant(all, session, granted);
      const second = await aStoredGrant(all, session, granted);
      await all.grants.revoke(second.id, NOON);
      await aStoredGrant(all, session, { clientId: silent.clientId });
      expect((await all.sessions.end(session.id, NOON))?.clientIds).toHaveLength(2);
      expect(await all.sessions.end(session.id, NOON)).toBeUndefined();
      const { items } = await all.deliveries.list({ kind: "backchannel_logout", limit: 500 });
      const ofSession = items.filter(({ sessionId }) => sessionId === session.id);
      expect(ofSession).toEqual([
        {
          id: expect.any(String),
          kind: "backchannel_logout",
          clientId: told.clientId,
          url: LOGOUT_URI,
          sessionId: session.id,
          subject: session.subject,
          forcedSubject: "forced",
          state: "waiting",
          attempts: 0,
          createdAt: NOON,
          dueAt: NOON,
          expiresAt: after(NOON, 30 * 24 * 3600),
        },
      ]);
    });

    test("of every session of a subject ends those that live", async () => {
      const all = await stores();
      const subject = `a subject ${randomUUID()}`;
      const [one, two] = [
        await aStoredSession(all, { subject }),
        await aStoredSession(all, { subject }),
      ];
      const expired = await aStoredSession(all, { subject, expiresAt: after(NOON, -1) });
      const other = await aStoredSession(all);
      const grant = await aStoredGrant(all, two, { scope: ["openid"] });
      const ended = await all.sessions.endBySubject(subject, NOON);
      expect(ended.map(({ id }) => id).toSorted()).toEqual([one.id, two.id].toSorted());
      expect(ended.find(({ id }) => id === two.id)?.clientIds).toEqual([grant.clientId]);
      expect(ended.map(({ id }) => id)).not.toContain(expired.id);
      expect((await all.grants.state(grant.id))?.revokedAt).toEqual(NOON);
      expect(await all.sessions.find(other.id, NOON)).toEqual(other);
      expect(await all.sessions.endBySubject(subject, NOON)).toEqual([]);
      expect(await all.sessions.endBySubject("nul\0", NOON)).toEqual([]);
    });

    test("of one that expired, was revoked or never was does nothing", async () => {
      const all = await stores();
      const expired = await aStoredSession(all, { expiresAt: NOON });
      const revoked = await aStoredSession(all);
      await all.sessions.revoke(revoked.id, NOON);
      for (const id of [expired.id, revoked.id, randomUUID(), "", "nul\0", "no-uuid"]) {
        expect(await all.sessions.end(id, NOON)).toBeUndefined();
      }
    });
  });
}

async function aStoredSession(
  { sessions }: Stores,
  changes: Partial<Session> = {},
): Promise<Session> {
  const session = aSession(changes);
  await sessions.insert(session);
  return session;
}

async function aStoredGrant(
  { grants }: Stores,
  session: Session,
  changes: Partial<NewGrant>,
): Promise<NewGrant> {
  const grant = aGrant({ sessionId: session.id, subject: session.subject, ...changes });
  await grants.insert(grant);
  return grant;
}
