import { randomUUID } from "node:crypto";
import { after } from "../issuer.js";
import type { GrantStore, NewGrant } from "../stores.js";
import { NOON, aGrant } from "./builders.js";
import type { SharedStores } from "./describe-stores.js";

/** What a grant store promises of consents: remembered, listed and revoked. */
export function describeGrantConsents(stores: SharedStores): void {
  describe("a remembered consent", () => {
    test("is the newest of its subject and client", async () => {
      const { grants } = await stores();
      const pair = somebody();
      const [older, newer] = await two(grants, pair, { remember: true });
      expect((await remembered(grants, pair, NOON))?.id).toBe(newer.id);
      expect((await grants.find(older.id))?.remember).toBe(false);
    });

    test("belongs to nobody else", async () => {
      const { grants } = await stores();
      const pair = somebody();
      await two(grants, pair, { remember: true });
      expect(await grants.remembered("somebody", pair.clientId, NOON)).toBeUndefined();
      expect(await grants.remembered(pair.subject, "another", NOON)).toBeUndefined();
      expect(await grants.remembered("nul\0", "nul\0", NOON)).toBeUndefined();
    });

    test("ends at its time", async () => {
      const { grants } = await stores();
      const pair = somebody();
      await two(grants, pair, { remember: true, rememberUntil: after(NOON, 60) });
      expect(await remembered(grants, pair, after(NOON, 59))).toBeDefined();
      expect(await remembered(grants, pair, after(NOON, 60))).toBeUndefined();
    });

    test("without a time stays", async () => {
      const { grants } = await stores();
      const pair = somebody();
      await two(grants, pair, { remember: true });
      expect(await remembered(grants, pair, after(NOON, 1e8))).toBeDefined();
    });

    test("ends with its revocation and does not bring an older one back", async () => {
      const { grants } = await stores();
      const pair = somebody();
      const [, newer] = await two(grants, pair, { remember: true });
      await grants.revoke(newer.id, NOON);
      expect(await remembered(grants, pair, NOON)).toBeUndefined();
    });

    test("survives consents that are not to be remembered, and replayed ones", async () => {
      const { grants } = await stores();
      const pair = somebody();
      const kept = grantOf(pair, { remember: true });
      await grants.insert(kept);
      await grants.insert(grantOf(pair, { remember: false, requestedAt: after(NOON, 9) }));
      expect(await grants.insert({ ...kept, remember: true })).toBe("exists");
      expect((await remembered(grants, pair, NOON))?.id).toBe(kept.id);
    });
  });

  describe("the consents of a subject", () => {
    test("are listed newest first, in pages that meet without a gap", async () => {
      const { grants } = await stores();
      const pair = somebody();
      const made: NewGrant[] = [];
      for (const seconds of [2, 0, 1, 1, 3])
        made.push(grantOf(pair, { requestedAt: after(NOON, seconds) }));
      for (const grant of made) await grants.insert(grant);
      const expected = made
        .toSorted((one, other) => orderOf(other).localeCompare(orderOf(one)))
        .map(({ id }) => id);
      const first = await grants.listBySubject({ subject: pair.subject, limit: 2 });
      const second = await grants.listBySubject({
        subject: pair.subject,
        limit: 3,
        after: first.next ?? "none",
      });
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(expected);
      expect(second).not.toHaveProperty("next");
    });

    test("are only those of the session asked for", async () => {
      const { grants } = await stores();
      const pair = somebody();
      const sessionId = randomUUID();
      const wanted = grantOf(pair, { sessionId });
      for (const grant of [wanted, grantOf(pair), grantOf(pair, { sessionId: randomUUID() })])
        await grants.insert(grant);
      const { items } = await grants.listBySubject({ subject: pair.subject, sessionId, limit: 10 });
      expect(items.map(({ id }) => id)).toEqual([wanted.id]);
      const none = { subject: pair.subject, sessionId: "not-a-uuid", limit: 10 };
      expect(await grants.listBySubject(none)).toEqual({ items: [] });
    });

    test("leave out what was not asked, what is revoked and what is somebody else's", async () => {
      const { grants } = await stores();
      const pair = somebody();
      const revoked = grantOf(pair);
      for (const grant of [grantOf(pair, { details: { skipped: true } }), revoked, aGrant()]) {
        await grants.insert(grant);
      }
      await grants.revoke(revoked.id, NOON);
      expect(await grants.listBySubject({ subject: pair.subject, limit: 10 })).toEqual({
        items: [],
      });
      expect(await grants.listBySubject({ subject: "nul\0", limit: 10 })).toEqual({ items: [] });
    });

    test("have no page after a position that nobody gave", async () => {
      const { grants } = await stores();
      const pair = somebody();
      await grants.insert(grantOf(pair));
      for (const position of ["", "x", "[]", "eyJhIjoxfQ"]) {
        const page = await grants.listBySubject({
          subject: pair.subject,
          limit: 2,
          after: position,
        });
        expect(page).toEqual({ items: [] });
      }
    });

    test.each([
      ["of a client", ["clientId"], ["both", "client"]],
      ["of a subject", ["subject"], ["both", "subject"]],
      ["of a subject at a client", ["subject", "clientId"], ["both"]],
    ] as const)("are revoked together: %s", async (_, members, expected) => {
      const { grants } = await stores();
      const pair = somebody();
      const where = Object.fromEntries(members.map((member) => [member, pair[member]]));
      const named = {
        both: grantOf(pair),
        client: aGrant({ clientId: pair.clientId }),
        subject: aGrant({ subject: pair.subject }),
        neither: aGrant(),
      };
      for (const grant of Object.values(named)) await grants.insert(grant);
      expect(await grants.revokeWhere(where, NOON)).toBe(expected.length);
      const dead: string[] = [];
      for (const [name, { id }] of Object.entries(named)) {
        if ((await grants.state(id))?.revokedAt !== undefined) dead.push(name);
      }
      expect(dead).toEqual(expected);
      expect(await grants.revokeWhere(where, NOON)).toBe(0);
    });

    test("of a session are revoked together", async () => {
      const { grants } = await stores();
      const pair = somebody();
      const sessionId = randomUUID();
      const [wanted, other] = [grantOf(pair, { sessionId }), grantOf(pair)];
      for (const grant of [wanted, other]) await grants.insert(grant);
      expect(await grants.revokeWhere({ sessionId }, NOON)).toBe(1);
      expect((await grants.state(other.id))?.revokedAt).toBeUndefined();
      expect(await grants.revokeWhere({ sessionId: "not-a-uuid" }, NOON)).toBe(0);
      expect(await grants.revokeWhere({ subject: "nul\0" }, NOON)).toBe(0);
    });
  });
}

interface Pair {
  readonly subject: string;
  readonly clientId: string;
}

/** A subject and a client that no other test knows. */
function somebody(): Pair {
  return { subject: randomUUID(), clientId: randomUUID() };
}

function grantOf(pair: Pair, changes: Partial<NewGrant> = {}): NewGrant {
  return aGrant({ ...pair, ...changes });
}

async function two(grants: GrantStore, pair: Pair, changes: Partial<NewGrant>) {
  const older = grantOf(pair, changes);
  const newer = grantOf(pair, { requestedAt: after(NOON, 1), ...changes });
  await grants.insert(older);
  await grants.insert(newer);
  return [older, newer] as const;
}

function remembered(grants: GrantStore, { subject, clientId }: Pair, at: Date) {
  return grants.remembered(subject, clientId, at);
}

function orderOf(grant: NewGrant): string {
  return `${grant.requestedAt.toISOString()} ${grant.id}`;
}
