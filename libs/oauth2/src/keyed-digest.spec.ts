import { createHmac } from "node:crypto";
import fc from "fast-check";
import { KeyedDigest } from "./keyed-digest.js";

const bytes = fc.uint8Array({ maxLength: 200 });
const text = fc.string({ unit: "binary", maxLength: 200 });

test("a keyed digest is the HMAC of label and message (RFC 2104 §2, property)", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      text,
      fc.oneof(bytes, text),
      (key, label, message) => {
        const expected = createHmac("sha256", key).update(label).update(message).digest();
        const digest = new KeyedDigest(key);
        expect(digest.of(label, message)).toEqual(expected);
        expect(digest.textOf(label, message)).toBe(expected.toString("base64url"));
      },
    ),
  );
});
