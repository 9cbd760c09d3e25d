import { randomUUID } from "node:crypto";
import type { ClientRecord } from "../client.js";
import { after } from "../issuer.js";
import { CLIENT_METADATA, NOON, aClient, aGrant } from "./builders.js";
import type { SharedStores } from "./describe-stores.js";

/** What a client store promises (RFC 7591 §2: one document per client id). */
export function describeClientStore(stores: SharedStores): void {
  describe("clients", () => {
    test("keep every member and every character", async () => {
      const { clients } = await stores();
      const record = aClient({
        clientId: `https://app.example.com/~${randomUUID()}`,
        metadata: {
          ...CLIENT_METADATA,
          client_name: 'Ünïcode "quoted" \\ \u{1F600}',
          metadata: { nul: "a\0b", nested: [1, null, { deep: true }] },
          jwks: { keys: [{ kty: "RSA" }] },
          post_logout_redirect_uris: [],
          skip_logout_consent: true,
        },
        secrets: [
          { kind: "keyed", digest: "new", createdAt: NOON },
          { kind: "argon2id", digest: "$argon2id$v=19$old", createdAt: after(NOON, -60) },
        ],
        registrationTokenDigest: "a-digest",
        notBefore: after(NOON, -60),
      });
      expect(await clients.insert(record)).toBe("inserted");
      expect(await clients.find(record.clientId)).toEqual(record);
    });

    test("have ids of their own: a second one is refused and changes nothing", async () => {
      const { clients } = await stores();
      const record = aClient();
      const other = aClient({ clientId: record.clientId, revision: 7 });
      await clients.insert(record);
      expect(await clients.insert(other)).toBe("exists");
      expect(await clients.find(record.clientId)).toEqual(record);
    });

    test("that nobody registered are absent, whatever the id looks like", async () => {
      const { clients } = await stores();
      for (const id of ["nobody", "", "nul\0", "x".repeat(10_000), "' or 1=1 --"]) {
        expect(await clients.find(id)).toBeUndefined();
        expect(await clients.remove(id)).toBe("absent");
      }
    });

    test("are replaced by whoever read them last", async () => {
      const { clients } = await stores();
      const record = aClient();
      expect(await clients.replace(record)).toBe("absent");
      await clients.insert(record);
      const changed = { ...record, metadata: { ...record.metadata, client_name: "Changed" } };
      const outcomes = await Promise.all([clients.replace(changed), clients.replace(changed)]);
      expect(outcomes.toSorted()).toEqual(["replaced", "stale"]);
      const stored = { ...changed, revision: record.revision + 1 };
      expect(await clients.find(record.clientId)).toEqual(stored);
      expect(await clients.replace(stored)).toBe("replaced");
    });

    test("are changed several at once, or not at all", async () => {
      const { clients } = await stores();
      const [kept, gone, fresh] = [aClient(), aClient(), aClient()];
      await clients.insert(kept);
      await clients.insert(gone);
      const renamed = { ...kept, metadata: { ...kept.metadata, client_name: "Renamed" } };
      const changes = { inserted: [fresh], replaced: [renamed], removed: [gone] };
      for (const stale of [
        { ...changes, replaced: [{ ...renamed, revision: renamed.revision + 1 }] },
        { ...changes, removed: [{ clientId: gone.clientId, revision: gone.revision + 1 }] },
        { ...changes, inserted: [fresh, kept], replaced: [] },
      ]) {
        expect(await clients.change(stale)).toBe("stale");
        expect(await clients.find(fresh.clientId)).toBeUndefined();
        expect(await clients.find(kept.clientId)).toEqual(kept);
        expect(await clients.find(gone.clientId)).toEqual(gone);
      }
      const outcomes = await Promise.all([clients.change(changes), clients.change(changes)]);
      expect(outcomes.toSorted()).toEqual(["changed", "stale"]);
      expect(await clients.find(fresh.clientId)).toEqual(fresh);
      expect(await clients.find(kept.clientId)).toEqual({
        ...renamed,
        revision: kept.revision + 1,
      });
      expect(await clients.find(gone.clientId)).toBeUndefined();
      expect(await clients.change({ inserted: [], replaced: [], removed: [] })).toBe("changed");
    });

    test("are listed by creation, then id, in pages that meet without a gap", async () => {
      const { clients } = await stores();
      const owner = randomUUID();
      const ids = [3, 1, 2, 2, 2].map((_, index) => `${owner}-${index}`);
      for (const [index, seconds] of [3, 1, 2, 2, 2].entries()) {
        const createdAt = after(NOON, seconds);
        await clients.insert(owned(owner, { clientId: ids[index] ?? "", createdAt }));
      }
      const seen: string[] = [];
      let position: string | undefined;
      do {
        const from = position === undefined ? {} : { after: position };
        const page = await clients.list({ limit: 2, owner, ...from });
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ clientId }) => clientId));
        position = page.next;
      } while (position !== undefined);
      expect(seen).toEqual([ids[1], ids[2], ids[3], ids[4], ids[0]]);
    });

    test("have no next page after the last one, also when it is full", async () => {
      const { clients } = await stores();
      const owner = randomUUID();
      await clients.insert(owned(owner));
      await clients.insert(owned(owner));
      expect(await clients.list({ limit: 2, owner })).not.toHaveProperty("next");
      expect(await clients.list({ limit: 3, owner })).not.toHaveProperty("next");
    });

    test("are listed by name and by owner, exactly", async () => {
      const { clients } = await stores();
      const [ada, bob, shop] = [randomUUID(), randomUUID(), `Shop ${randomUUID()}`];
      const [first, second, third] = [owned(ada, {}, shop), owned(bob, {}, shop), owned(ada)];
      for (const record of [first, second, third]) await clients.insert(record);
      const found = async (filter: { clientName?: string; owner?: string }) => {
        const { items } = await clients.list({ limit: 10, ...filter });
        return items.map(({ clientId }) => clientId).toSorted();
      };
      const idsOf = (...records: { clientId: string }[]) =>
        records.map(({ clientId }) => clientId).toSorted();
      expect(await found({ clientName: shop })).toEqual(idsOf(first, second));
      expect(await found({ owner: ada })).toEqual(idsOf(first, third));
      expect(await found({ clientName: shop, owner: ada })).toEqual(idsOf(first));
      expect(await found({ clientName: shop.toUpperCase() })).toEqual([]);
      expect(await found({ clientName: "%", owner: "nul\0" })).toEqual([]);
    });

    test("have no page after a position that nobody gave", async () => {
      const { clients } = await stores();
      await clients.insert(aClient());
      for (const position of ["", "x", "[]", "eyJhIjoxfQ"]) {
        expect(await clients.list({ limit: 2, after: position })).toEqual({ items: [] });
      }
    });

    test("take the grants they hold with them, and no others", async () => {
      const { clients, grants } = await stores();
      const record = aClient();
      const held = aGrant({ clientId: record.clientId });
      const other = aGrant();
      await clients.insert(record);
      await grants.insert(held);
      await grants.insert(other);
      expect(await clients.remove(record.clientId)).toBe("removed");
      expect(await clients.find(record.clientId)).toBeUndefined();
      expect((await grants.state(held.id))?.revokedAt).toBeInstanceOf(Date);
      expect((await grants.state(other.id))?.revokedAt).toBeUndefined();
      expect(await clients.remove(record.clientId)).toBe("absent");
    });
  });
}

function owned(
  owner: string,
  changes: Partial<ClientRecord> = {},
  name = "A client",
): ClientRecord {
  return aClient({ ...changes, metadata: { ...CLIENT_METADATA, client_name: name, owner } });
}
