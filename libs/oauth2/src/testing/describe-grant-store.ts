import { randomUUID } from "node:crypto";
import { after } from "../issuer.js";
import type { Grant, GrantStore, IssuableGrant } from "../stores.js";
import { NOON, aGrant } from "./builders.js";
import type { SharedStores } from "./describe-stores.js";

const FIRST = {
  generation: 1,
  refreshExpiresAt: after(NOON, 3600),
  expiresAt: after(NOON, 3600),
};
const NEXT = {
  graceSeconds: 10,
  refreshExpiresAt: after(NOON, 7200),
  expiresAt: after(NOON, 7200),
};
const WITHOUT_GRACE = { ...NEXT, graceSeconds: 0 };

/** What a grant store promises of codes and refresh tokens: each step has exactly one winner. */
export function describeGrantStore(stores: SharedStores): void {
  describe("a grant", () => {
    test("keeps every member", async () => {
      const { grants } = await stores();
      const grant = aGrant({
        sessionId: randomUUID(),
        subject: "a subject of an external login app",
        scope: ["openid", "a:b/c"],
        audience: ["https://api.example.com/a b", 'with "quotes"'],
        details: {
          acr: "1",
          amr: ["pwd"],
          accessTokenClaims: { nul: "\0", deep: { list: [1, null] } },
          idTokenClaims: { email: "a@example.com" },
          context: { any: ["thing"] },
          rememberFor: 60,
          query: "client_id=a&state=%00",
          forcedSubject: "forced",
        },
        remember: true,
        rememberUntil: after(NOON, 60),
        refreshExpiresAt: after(NOON, 60),
      });
      expect(await grants.insert(grant)).toBe("inserted");
      expect(await grants.find(grant.id)).toEqual(grant);
    });

    test("is written once for its flow: a replayed verifier changes nothing", async () => {
      const { grants } = await stores();
      const grant = aGrant();
      await grants.insert(grant);
      expect(await grants.insert({ ...grant, subject: "somebody else" })).toBe("exists");
      expect(await grants.find(grant.id)).toEqual(grant);
    });

    test("has one writer of fifty", async () => {
      const { grants } = await stores();
      const id = randomUUID();
      const outcomes = await fifty(() => grants.insert(aGrant({ id })));
      expect(outcomes.filter((outcome) => outcome === "inserted")).toHaveLength(1);
    });

    test("that was never written is absent, whatever the id looks like", async () => {
      const { grants } = await stores();
      for (const id of [randomUUID(), "", "nul\0", "not-a-uuid", "x".repeat(10_000)]) {
        expect(await grants.find(id)).toBeUndefined();
        expect(await grants.state(id)).toBeUndefined();
        expect(await grants.stateWithDetails(id)).toBeUndefined();
        expect(await grants.redeem(id, NOON, FIRST)).toEqual({ outcome: "absent" });
        expect(await grants.rotate(id, 1, NOON, NEXT)).toEqual({ outcome: "absent" });
        expect(await grants.revoke(id, NOON)).toBe("absent");
      }
    });

    test("tells its state, and what userinfo answers beside it", async () => {
      const { grants } = await stores();
      const details = { acr: "1", idTokenClaims: { b: 1 }, forcedSubject: "other" };
      const grant = aGrant({ details: { ...details, query: "scope=openid", skipped: true } });
      await grants.insert(grant);
      await grants.redeem(grant.id, NOON, FIRST);
      const { authTime, requestedAt } = grant;
      const beside = { authTime, requestedAt, details };
      expect(await grants.stateWithDetails(grant.id)).toEqual({ ...beside, generation: 1 });
      await grants.rotate(grant.id, 1, after(NOON, 1), NEXT);
      await grants.revoke(grant.id, after(NOON, 2));
      const state = { generation: 2, rotatedAt: after(NOON, 1), revokedAt: after(NOON, 2) };
      expect(await grants.state(grant.id)).toEqual(state);
      expect(await grants.stateWithDetails(grant.id)).toEqual({ ...state, ...beside });
    });

    test("can be revoked twice and keeps the first instant", async () => {
      const { grants } = await stores();
      const grant = await inserted(grants);
      expect(await grants.revoke(grant.id, after(NOON, 1))).toBe("revoked");
      expect(await grants.revoke(grant.id, after(NOON, 2))).toBe("revoked");
      expect((await grants.state(grant.id))?.revokedAt).toEqual(after(NOON, 1));
    });
  });

  describe("a code (RFC 6749 §4.1.2)", () => {
    test("is redeemed once and begins the first generation", async () => {
      const { grants } = await stores();
      const grant = await inserted(grants);
      const redemption = await grants.redeem(grant.id, after(NOON, 5), FIRST);
      const redeemed = { ...grant, ...FIRST, redeemedAt: after(NOON, 5) };
      expect(redemption).toMatchObject({ outcome: "redeemed", grant: issuable(redeemed) });
      expect(await grants.find(grant.id)).toEqual(redeemed);
    });

    test("presented again is replayed and changes nothing", async () => {
      const { grants } = await stores();
      const grant = await redeemed(grants);
      const before = await grants.find(grant.id);
      const again = { generation: 9, expiresAt: after(NOON, 9) };
      expect(await grants.redeem(grant.id, after(NOON, 9), again)).toEqual({ outcome: "replayed" });
      expect(await grants.find(grant.id)).toEqual(before);
    });

    test("of a revoked grant is revoked, redeemed or not", async () => {
      const { grants } = await stores();
      const [fresh, used] = [await inserted(grants), await redeemed(grants)];
      for (const { id } of [fresh, used]) {
        await grants.revoke(id, NOON);
        expect(await grants.redeem(id, NOON, FIRST)).toEqual({ outcome: "revoked" });
      }
    });

    test("has one winner of fifty", async () => {
      const { grants } = await stores();
      const { id } = await inserted(grants);
      const outcomes = await fifty(() => grants.redeem(id, NOON, FIRST));
      const counted = outcomes.map(({ outcome }) => outcome).toSorted();
      expect(counted).toEqual(
        ["redeemed", ...Array.from({ length: 49 }, () => "replayed")].toSorted(),
      );
    });

    test("without a refresh token leaves no end of one", async () => {
      const { grants } = await stores();
      const { id } = await inserted(grants);
      await grants.redeem(id, NOON, { generation: 1, expiresAt: after(NOON, 60) });
      expect(await grants.state(id)).toEqual({ generation: 1 });
      const found = await grants.find(id);
      expect(found).toMatchObject({ redeemedAt: NOON, expiresAt: after(NOON, 60) });
      expect(found?.refreshExpiresAt).toBeUndefined();
    });
  });

  describe("a refresh token (RFC 9700 §4.14.2)", () => {
    test("raises the generation by one", async () => {
      const { grants } = await stores();
      const grant = await redeemed(grants);
      const rotation = await grants.rotate(grant.id, 1, after(NOON, 5), NEXT);
      const { graceSeconds: _, ...ends } = NEXT;
      const rotated = { ...grant, ...ends, generation: 2, rotatedAt: after(NOON, 5) };
      expect(rotation).toMatchObject({ outcome: "rotated", grant: issuable(rotated) });
      expect(await grants.find(grant.id)).toEqual(rotated);
    });

    test("has one winner of fifty; the others are told what it did", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      const rotations = await fifty(() => grants.rotate(id, 1, NOON, NEXT));
      expect(rotations.filter(({ outcome }) => outcome === "rotated")).toHaveLength(1);
      expect(rotations.filter(({ outcome }) => outcome === "repeated")).toHaveLength(49);
      for (const rotation of rotations)
        expect(rotation).toMatchObject({ grant: { generation: 2 } });
      expect((await grants.state(id))?.generation).toBe(2);
    });

    test("is repeated within the grace and reused at its end", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      await grants.rotate(id, 1, NOON, NEXT);
      const before = await grants.find(id);
      const almost = await grants.rotate(id, 1, after(NOON, 9), NEXT);
      expect(almost).toMatchObject({ outcome: "repeated", grant: issuable(before) });
      expect(await grants.rotate(id, 1, after(NOON, 10), NEXT)).toEqual({ outcome: "reused" });
      expect(await grants.find(id)).toEqual(before);
    });

    test("without grace is reused at once", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      const rotations = await fifty(() => grants.rotate(id, 1, NOON, WITHOUT_GRACE));
      expect(rotations.filter(({ outcome }) => outcome === "rotated")).toHaveLength(1);
      expect(rotations.filter(({ outcome }) => outcome === "reused")).toHaveLength(49);
    });

    test("two generations old is reused, also within the grace", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      await grants.rotate(id, 1, NOON, NEXT);
      await grants.rotate(id, 2, NOON, NEXT);
      expect(await grants.rotate(id, 1, NOON, NEXT)).toEqual({ outcome: "reused" });
      expect(await grants.rotate(id, 2, NOON, NEXT)).toMatchObject({ outcome: "repeated" });
    });

    test("of a generation that does not exist yet is absent", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      expect(await grants.rotate(id, 2, NOON, NEXT)).toEqual({ outcome: "absent" });
    });

    test("ends with its lifetime, and so does the grace", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      const short = { ...NEXT, refreshExpiresAt: after(NOON, 5) };
      await grants.rotate(id, 1, NOON, short);
      expect(await grants.rotate(id, 2, after(NOON, 5), NEXT)).toEqual({ outcome: "expired" });
      expect(await grants.rotate(id, 1, after(NOON, 5), NEXT)).toEqual({ outcome: "expired" });
      expect(await grants.rotate(id, 2, after(NOON, 4), NEXT)).toMatchObject({
        outcome: "rotated",
      });
    });

    test("that never ends is rotated at any time", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      const never = { graceSeconds: 0, expiresAt: after(NOON, 1e9) };
      await grants.rotate(id, 1, NOON, never);
      expect(await grants.state(id)).not.toHaveProperty("refreshExpiresAt");
      expect(await grants.rotate(id, 2, after(NOON, 1e8), never)).toMatchObject({
        outcome: "rotated",
      });
    });

    test("of a revoked grant is revoked", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      await grants.rotate(id, 1, NOON, NEXT);
      await grants.revoke(id, NOON);
      for (const generation of [1, 2]) {
        expect(await grants.rotate(id, generation, NOON, NEXT)).toEqual({ outcome: "revoked" });
      }
    });

    test("does not undo a revocation that comes at the same time", async () => {
      const { grants } = await stores();
      const { id } = await redeemed(grants);
      await Promise.all([
        grants.revoke(id, NOON),
        ...[1, 2, 3].map(() => grants.rotate(id, 1, NOON, NEXT)),
      ]);
      expect((await grants.state(id))?.revokedAt).toEqual(NOON);
    });
  });
}

async function inserted(grants: GrantStore) {
  const grant = aGrant();
  await grants.insert(grant);
  return grant;
}

async function redeemed(grants: GrantStore) {
  const grant = await inserted(grants);
  const redemption = await grants.redeem(grant.id, NOON, FIRST);
  if (redemption.outcome !== "redeemed") throw new Error(redemption.outcome);
  return { ...grant, ...FIRST, redeemedAt: NOON };
}

/** What tokens say of a grant. */
function issuable(grant: Grant | undefined): IssuableGrant {
  if (grant === undefined) throw new Error("There is no such grant.");
  const { id, clientId, subject, sessionId, scope, audience, authTime, requestedAt } = grant;
  const { generation, details } = grant;
  const { query: _, skipped: __, ...told } = details;
  return {
    id,
    clientId,
    subject,
    scope,
    audience,
    authTime,
    requestedAt,
    generation,
    details: told,
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}

function fifty<Answer>(call: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: 50 }, call));
}
