import fc from "fast-check";
import type { SigningKeyRecord, SigningKeyState } from "@grantry/oauth2";
import { planRotation } from "./rotation-plan.js";

const DAY = 24 * 60 * 60;
const now = new Date("2026-11-23T12:00:00Z");

function daysAgo(days: number): Date {
  return new Date(now.getTime() - days * DAY * 1_000);
}

function key(
  state: SigningKeyState,
  createdAt: Date,
  more: Partial<SigningKeyRecord> = {},
): SigningKeyRecord {
  return {
    kid: state,
    algorithm: "RS256",
    state,
    publicJwk: {},
    privateKey: Buffer.alloc(0),
    createdAt,
    ...more,
  };
}

const rule = { now, periodSeconds: 90 * DAY, announcedForSeconds: 3_600 };

describe("the next step for signing keys", () => {
  it("rotates a key that has signed for its period", () => {
    const keys = [
      key("current", daysAgo(180), { activatedAt: daysAgo(90) }),
      key("next", daysAgo(90)),
    ];
    expect(planRotation("RS256", keys, rule)).toEqual({
      step: "rotate",
      algorithm: "RS256",
      retire: "current",
      promote: "next",
    });
  });

  it("counts the period from the first signature, not from the announcement", () => {
    const keys = [
      key("current", daysAgo(180), { activatedAt: daysAgo(89) }),
      key("next", daysAgo(89)),
    ];
    expect(planRotation("RS256", keys, rule)).toEqual({ step: "none" });
  });

  it("waits until verifiers must have seen the successor", () => {
    const created = new Date(now.getTime() - 60_000);
    const keys = [key("current", daysAgo(200)), key("next", created)];
    expect(planRotation("RS256", keys, rule)).toEqual({
      step: "wait",
      until: new Date(created.getTime() + 3_600_000),
    });
  });

  it("announces a successor when there is none", () => {
    expect(planRotation("RS256", [key("current", daysAgo(1))], rule)).toEqual({
      step: "announce",
      algorithm: "RS256",
    });
  });

  it("leaves keys alone that rotate on request only", () => {
    const keys = [key("current", daysAgo(900)), key("next", daysAgo(900))];
    const never = { ...rule, periodSeconds: undefined };
    expect(planRotation("RS256", keys, never)).toEqual({ step: "none" });
  });

  it("rotates on request before the period ends, and once", () => {
    const keys = [key("current", daysAgo(1)), key("next", daysAgo(1))];
    const asked = { ...rule, retireKeyId: "current" };
    expect(planRotation("RS256", keys, asked).step).toBe("rotate");
    const rotated = [
      key("retired", daysAgo(1), { kid: "current" }),
      key("current", daysAgo(1), { kid: "next" }),
      key("next", now, { kid: "later" }),
    ];
    expect(planRotation("RS256", rotated, asked)).toEqual({ step: "none" });
  });

  it("keeps away from the keys of another algorithm", () => {
    const keys = [key("current", daysAgo(900)), key("next", daysAgo(900))];
    expect(planRotation("ES256", keys, rule)).toEqual({ step: "none" });
  });

  it("never promotes a key that was announced for less than the cached lifetime of a JWK Set", () => {
    const seconds = fc.integer({ min: 0, max: 400 * DAY });
    fc.assert(
      fc.property(seconds, seconds, seconds, fc.boolean(), (age, announced, cached, asked) => {
        const keys = [
          key("current", new Date(now.getTime() - age * 1_000)),
          key("next", new Date(now.getTime() - announced * 1_000)),
        ];
        const plan = planRotation("RS256", keys, {
          now,
          periodSeconds: 90 * DAY,
          announcedForSeconds: cached,
          ...(asked ? { retireKeyId: "current" } : {}),
        });
        expect(plan.step === "rotate" && announced < cached).toBe(false);
      }),
    );
  });
});
