import { after } from "../issuer.js";
import { CLIENT_METADATA, NOON, aClient, aGrant } from "./builders.js";
import type { MakeStores } from "./describe-stores.js";

/** What a client store promises (RFC 7591 §2: one document per client id). */
export function describeClientStore(makeStores: MakeStores): void {
  describe("clients", () => {
    test("keep every member and every character", async () => {
      const { clients } = await makeStores();
      const record = aClient({
        clientId: "https://app.example.com/~client",
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
      const { clients } = await makeStores();
      const record = aClient();
      const other = aClient({ clientId: record.clientId, revision: 7 });
      await clients.insert(record);
      expect(await clients.insert(other)).toBe("exists");
      expect(await clients.find(record.clientId)).toEqual(record);
    });

    test("that nobody registered are absent, whatever the id looks like", async () => {
      const { clients } = await makeStores();
      for (const id of ["nobody", "", "nul\0", "x".repeat(10_000), "' or 1=1 --"]) {
        expect(await clients.find(id)).toBeUndefined();
        expect(await clients.remove(id)).toBe("absent");
      }
    });

    test("are replaced by whoever read them last", async () => {
      const { clients } = await makeStores();
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

    test("are listed by creation, then id, in pages that meet without a gap", async () => {
      const { clients } = await makeStores();
      const created = [3, 1, 2, 2, 2];
      for (const [index, seconds] of created.entries()) {
        await clients.insert(
          aClient({ clientId: `client-${index}`, createdAt: after(NOON, seconds) }),
        );
      }
      const seen: string[] = [];
      let position: string | undefined;
      do {
        const page = await clients.list({
          limit: 2,
          ...(position === undefined ? {} : { after: position }),
        });
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ clientId }) => clientId));
        position = page.next;
      } while (position !== undefined);
      expect(seen).toEqual(["client-1", "client-2", "client-3", "client-4", "client-0"]);
    });

    test("have no next page after the last one, also when it is full", async () => {
      const { clients } = await makeStores();
      await clients.insert(aClient({ clientId: "a" }));
      await clients.insert(aClient({ clientId: "b" }));
      expect(await clients.list({ limit: 2 })).not.toHaveProperty("next");
      expect(await clients.list({ limit: 3 })).not.toHaveProperty("next");
    });

    test("are listed by name and by owner, exactly", async () => {
      const { clients } = await makeStores();
      const named = (clientId: string, client_name: string, owner: string) =>
        aClient({ clientId, metadata: { ...CLIENT_METADATA, client_name, owner } });
      await clients.insert(named("a", "Shop", "ada"));
      await clients.insert(named("b", "Shop", "bob"));
      await clients.insert(named("c", "Shopping", "ada"));
      const ids = async (filter: { clientName?: string; owner?: string }) => {
        const { items } = await clients.list({ limit: 10, ...filter });
        return items.map(({ clientId }) => clientId);
      };
      expect(await ids({ clientName: "Shop" })).toEqual(["a", "b"]);
      expect(await ids({ owner: "ada" })).toEqual(["a", "c"]);
      expect(await ids({ clientName: "Shop", owner: "ada" })).toEqual(["a"]);
      expect(await ids({ clientName: "shop" })).toEqual([]);
      expect(await ids({ clientName: "%", owner: "nul\0" })).toEqual([]);
    });

    test("have no page after a position that nobody gave", async () => {
      const { clients } = await makeStores();
      await clients.insert(aClient());
      for (const position of ["", "x", "[]", "eyJhIjoxfQ"]) {
        expect(await clients.list({ limit: 2, after: position })).toEqual({ items: [] });
      }
    });

    test("take the grants they hold with them, and no others", async () => {
      const { clients, grants } = await makeStores();
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
