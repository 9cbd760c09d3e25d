import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { Sealer } from "./sealed.js";
import { NOON, StandingClock } from "./testing/builders.js";

const text = fc.string({ unit: "binary", maxLength: 300 });
const purpose = fc.constantFrom("at", "rt", "ac", "login_challenge", "session");

describe("sealing (architecture §1, §5)", () => {
  const sealer = new Sealer(randomBytes(32), () => NOON);

  test("gives back every text and every byte for the same purpose (property)", () => {
    fc.assert(
      fc.property(purpose, text, fc.uint8Array({ maxLength: 300 }), (kind, plain, bytes) => {
        expect(sealer.open(kind, sealer.seal(kind, plain))?.toString()).toBe(
          Buffer.from(plain).toString(),
        );
        expect(sealer.open(kind, sealer.seal(kind, bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test("opens for no other purpose (property)", () => {
    fc.assert(
      fc.property(purpose, purpose, text, (one, other, plain) => {
        fc.pre(one !== other);
        expect(sealer.open(other, sealer.seal(one, plain))).toBeUndefined();
        expect(sealer.open(other, sealer.sealRepeatably(one, plain))).toBeUndefined();
      }),
    );
  });

  test("opens under no other secret (property)", () => {
    const stranger = new Sealer(randomBytes(32), () => NOON);
    fc.assert(
      fc.property(purpose, text, (kind, plain) => {
        expect(stranger.open(kind, sealer.seal(kind, plain))).toBeUndefined();
      }),
    );
  });

  test("does not open when a single character was changed, added or left out (property)", () => {
    const sealed = sealer.seal("at", "a token");
    const character = fc.constantFrom(
      "A",
      "B",
      "a",
      "b",
      "0",
      "9",
      "-",
      "_",
      "=",
      "+",
      "/",
      " ",
      "ä",
      "\0",
    );
    fc.assert(
      fc.property(fc.nat(sealed.length), fc.nat(2), character, (at, length, inserted) => {
        const changed = sealed.slice(0, at) + inserted + sealed.slice(at + length);
        fc.pre(changed !== sealed);
        expect(sealer.open("at", changed)).toBeUndefined();
        fc.pre(length > 0 && at < sealed.length);
        expect(sealer.open("at", sealed.slice(0, at) + sealed.slice(at + length))).toBeUndefined();
      }),
    );
  });

  test("opens nothing that was never sealed (property)", () => {
    const anything = fc.oneof(text, fc.base64String(), fc.string());
    fc.assert(
      fc.property(anything, (sealed) => {
        expect(sealer.open("at", sealed)).toBeUndefined();
      }),
    );
  });

  test("hides equal texts behind different seals, except where repetition is asked for", () => {
    expect(sealer.seal("at", "x")).not.toBe(sealer.seal("at", "x"));
    expect(sealer.sealRepeatably("rt", "x")).toBe(sealer.sealRepeatably("rt", "x"));
    expect(sealer.sealRepeatably("rt", "x")).not.toBe(sealer.sealRepeatably("rt", "y"));
    expect(sealer.open("rt", sealer.sealRepeatably("rt", "x"))?.toString()).toBe("x");
  });

  test("opens what another process of the same secret sealed, years later", () => {
    const secret = randomBytes(32);
    const time = new StandingClock();
    const before = new Sealer(secret, time.read).seal("at", "x");
    time.pass(5 * 365 * 86_400);
    const later = new Sealer(secret, time.read);
    expect(later.open("at", before)?.toString()).toBe("x");
  });

  test("stays good across midnight and with a clock that lags behind by a day", () => {
    const secret = randomBytes(32);
    const ahead = new Sealer(secret, () => new Date(NOON.getTime() + 86_400_000));
    const behind = new Sealer(secret, () => NOON);
    expect(behind.open("at", ahead.seal("at", "x"))?.toString()).toBe("x");
    expect(ahead.open("at", behind.seal("at", "x"))?.toString()).toBe("x");
  });
});

describe("digests", () => {
  test("depend on secret, purpose and text, and on nothing else", () => {
    const [one, other] = [new Sealer(Buffer.alloc(32, 1)), new Sealer(Buffer.alloc(32, 2))];
    expect(one.digest("a", "b")).toBe(new Sealer(Buffer.alloc(32, 1)).digest("a", "b"));
    const all = [
      one.digest("a", "b"),
      one.digest("a", "c"),
      one.digest("ab", ""),
      other.digest("a", "b"),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
