import { randomUUID } from "node:crypto";
import type { Delivery } from "../delivery.js";
import { after } from "../issuer.js";
import { CLIENT_METADATA, NOON, aClient, aGrant, aSession } from "./builders.js";
import type { SharedStores } from "./describe-stores.js";

/** What a delivery store promises: a log, and deliveries that wait until an attempt ends them. */
export function describeDeliveryStore(stores: SharedStores): void {
  describe("the log of deliveries", () => {
    test("keeps every member, newest first, page by page", async () => {
      const { deliveries } = await stores();
      const url = `https://hook.example.com/${randomUUID()}`;
      const entries = [0, 1, 2].map((second) =>
        anEntry({ url, createdAt: after(NOON, 1e6 + second), kind: "refresh_token_hook" }),
      );
      await deliveries.record(entries);
      await deliveries.record(entries);
      const newest = entries.toReversed();
      const first = await deliveries.list({ kind: "refresh_token_hook", limit: 2 });
      expect(first.items).toEqual(newest.slice(0, 2));
      const rest = await deliveries.list({
        kind: "refresh_token_hook",
        limit: 2,
        after: first.next ?? "",
      });
      expect(rest.items[0]).toEqual(newest[2]);
      expect(await deliveries.find(newest[0]?.id ?? "")).toEqual(newest[0]);
      expect(await deliveries.list({ limit: 5, after: "nonsense" })).toEqual({ items: [] });
      await deliveries.record([]);
    });

    test("has nothing under an id nobody gave", async () => {
      const { deliveries } = await stores();
      const attempt = { state: "delivered", at: NOON } as const;
      for (const id of [randomUUID(), "", "nul\0", "no-uuid"]) {
        expect(await deliveries.find(id)).toBeUndefined();
        expect(await deliveries.attempted(id, attempt)).toBe("settled");
      }
    });

    test("counts attempts until one ends it", async () => {
      const all = await stores();
      const session = aSession();
      const client = aClient({
        metadata: { ...CLIENT_METADATA, backchannel_logout_uri: "https://app.example.com/out" },
      });
      await all.clients.insert(client);
      await all.sessions.insert(session);
      await all.grants.insert(aGrant({ sessionId: session.id, clientId: client.clientId }));
      await all.sessions.end(session.id, NOON);
      const { deliveries } = all;
      const { items } = await deliveries.list({ kind: "backchannel_logout", limit: 500 });
      const id = items.find(({ clientId }) => clientId === client.clientId)?.id ?? "";
      const dueAt = after(NOON, 30);
      const failure = { status: 500, milliseconds: 12, error: "it answered 500" };
      const again = await deliveries.attempted(id, {
        state: "waiting",
        at: NOON,
        ...failure,
        dueAt,
      });
      expect(again).toBe("noted");
      expect(await deliveries.find(id)).toMatchObject({
        state: "waiting",
        attempts: 1,
        ...failure,
        dueAt,
      });
      const delivered = { state: "delivered", at: dueAt, status: 204, milliseconds: 7 } as const;
      expect(await deliveries.attempted(id, delivered)).toBe("noted");
      expect(await deliveries.attempted(id, delivered)).toBe("settled");
      const stored = await deliveries.find(id);
      expect(stored).toMatchObject({ state: "delivered", attempts: 2, status: 204 });
      expect(stored?.finishedAt).toEqual(dueAt);
      expect(stored?.error).toBeUndefined();
      expect(stored?.dueAt).toBeUndefined();
    });
  });
}

function anEntry(changes: Partial<Delivery>): Delivery {
  return {
    id: randomUUID(),
    kind: "token_hook",
    clientId: "a client",
    url: "https://hook.example.com/",
    state: "failed",
    attempts: 1,
    status: 500,
    milliseconds: 42,
    error: "it answered 500",
    createdAt: NOON,
    finishedAt: NOON,
    expiresAt: after(NOON, 3600),
    ...changes,
  };
}
