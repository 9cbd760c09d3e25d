import { randomBytes } from "node:crypto";

import { Envelope } from "./envelope.js";

const masterKey = () => randomBytes(32).toString("base64");

describe("envelope", () => {
  test("opens what it sealed, in the same context only", () => {
    const envelope = new Envelope([masterKey()]);
    const sealed = envelope.seal(Buffer.from("secret"), "project 1");
    expect(envelope.open(sealed, "project 1").toString()).toBe("secret");
    expect(() => envelope.open(sealed, "project 2")).toThrow();
  });

  test("seals the same value differently each time", () => {
    const envelope = new Envelope([masterKey()]);
    const plain = Buffer.from("secret");
    expect(envelope.seal(plain, "c")).not.toEqual(envelope.seal(plain, "c"));
  });

  test("refuses a changed byte anywhere", () => {
    const envelope = new Envelope([masterKey()]);
    const sealed = envelope.seal(Buffer.from("secret"), "c");
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => envelope.open(changed, "c")).toThrow();
    }
    expect(() => envelope.open(sealed.subarray(0, 20), "c")).toThrow("cut short");
  });

  test("a list new,old opens what old sealed and seals with new", () => {
    const [first, second] = [masterKey(), masterKey()];
    const sealedByOld = new Envelope([first]).seal(Buffer.from("old"), "c");
    const rotated = new Envelope([second, first]);
    expect(rotated.open(sealedByOld, "c").toString()).toBe("old");
    const sealedByNew = rotated.seal(Buffer.from("new"), "c");
    expect(new Envelope([second]).open(sealedByNew, "c").toString()).toBe("new");
    expect(() => new Envelope([first]).open(sealedByNew, "c")).toThrow("No listed master key");
  });

  test("derives a stable key per label", () => {
    const key = masterKey();
    const envelope = new Envelope([key]);
    expect(envelope.derive("a")).toEqual(new Envelope([key, masterKey()]).derive("a"));
    expect(envelope.derive("a")).not.toEqual(envelope.derive("b"));
    expect(envelope.derive("a", 64)).toHaveLength(64);
  });

  test("refuses a missing or short master key without showing it", () => {
    expect(() => new Envelope([])).toThrow("GRANTRY_MASTER_KEY");
    const short = randomBytes(16).toString("base64");
    expect(() => new Envelope([short])).toThrow(/^(?!.*=).*32 bytes/);
  });
});
