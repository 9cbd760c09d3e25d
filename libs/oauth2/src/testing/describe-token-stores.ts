import { randomUUID } from "node:crypto";
import { after } from "../issuer.js";
import type { SharedStores } from "./describe-stores.js";

/** What the lists of single tokens promise: revoked ones, and assertions that were used. */
export function describeTokenStores(stores: SharedStores): void {
  describe("a token without a grant (RFC 7009 §2.1)", () => {
    test("is revoked once it was added, however often", async () => {
      const { revocations } = await stores();
      const [wanted, other] = [randomUUID(), randomUUID()];
      expect(await revocations.has(wanted)).toBe(false);
      await revocations.add(wanted, soon());
      await revocations.add(wanted, soon());
      const answers = [wanted, other, wanted].map((id) => revocations.has(id));
      expect(await Promise.all(answers)).toEqual([true, false, true]);
    });

    test("is not revoked by an id that nobody issued", async () => {
      const { revocations } = await stores();
      for (const id of ["", "nul\0", "x".repeat(10_000)]) {
        expect(await revocations.has(id)).toBe(false);
      }
    });
  });

  describe("an assertion (RFC 7523 §3)", () => {
    test("is fresh once, also when fifty come at once", async () => {
      const { assertions } = await stores();
      const [jti, ends] = [randomUUID(), soon()];
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, () => assertions.use("issuer", jti, ends)),
      );
      expect(outcomes.filter((outcome) => outcome === "fresh")).toHaveLength(1);
    });

    test("is told apart by issuer and identifier, whatever they contain", async () => {
      const { assertions } = await stores();
      const name = randomUUID();
      const pairs = [
        [`${name}a`, "bc"],
        [`${name}ab`, "c"],
        [`${name}a`, "b\0c"],
        [`${name}a`, "x".repeat(10_000)],
        [`${name}a`, "BC"],
      ] as const;
      for (const [issuer, jti] of pairs) {
        expect(await assertions.use(issuer, jti, soon())).toBe("fresh");
        expect(await assertions.use(issuer, jti, soon())).toBe("used");
      }
    });
  });
}

/** Beyond the clock of any store: databases have their own. */
function soon(): Date {
  return after(new Date(), 3600);
}
