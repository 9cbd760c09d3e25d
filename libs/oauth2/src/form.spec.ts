import fc from "fast-check";
import { readForm } from "./form.js";

describe("a form (RFC 6749 appendix B)", () => {
  test.each([
    "grant_type=client_credentials&scope=a+b%20c",
    "a=%C3%A4&%E2%82%AC=1",
    "",
    "&&a&=&=b&c=&a=2&",
    "?a=1",
    "a=b=c&d==",
    "a=%",
    "a=%zz&b=%ff",
    "a=%EF%BB%BF1",
    "\uFEFFa=1",
    "a=ä&b=€",
    "a=1;b=2",
    "__proto__=1&toString=2",
  ])("is read as URLSearchParams reads it: %s", (text) => {
    expect([...readForm(text)]).toEqual([...new URLSearchParams(text)]);
  });

  test("is read as URLSearchParams reads it, whatever it holds (property)", () => {
    const piece = fc.oneof(
      fc.constantFrom("a", "=", "&", "+", "%", "%2", "%20", "%C3%A4", "%C3", "%00", "?", "#", " "),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = Buffer.from(pieces.join("")).toString();
        const [fields, expected] = [readForm(text), new URLSearchParams(text)];
        expect([...fields]).toEqual([...expected]);
        for (const name of ["a", "", "b", ...expected.keys()]) {
          expect(fields.get(name)).toBe(expected.get(name));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
