import fc from "fast-check";
import { readLeniently, readParameters, words } from "./parameters.js";
import { outcomeOf, refusalOf } from "./testing/refusal.js";

const INVALID = { code: "invalid_request", status: 400 };

const read = (query: string) => readParameters(new URLSearchParams(query));

describe("parameters (RFC 6749 §3.1, §3.2)", () => {
  test("are read by name; an empty one counts as absent", () => {
    const parameters = read("a=1&b=&c=%20");
    expect(parameters.optional("a")).toBe("1");
    expect(parameters.optional("b")).toBeUndefined();
    expect(parameters.has("b")).toBe(false);
    expect(parameters.optional("c")).toBe(" ");
    expect(parameters.optional("d")).toBeUndefined();
  });

  test("that are required and absent are refused by name", async () => {
    expect(() => read("b=").required("b")).toThrow("'b' is required");
    expect(await refusalOf(() => read("").required("b"))).toEqual(INVALID);
  });

  test.each(["a=1&a=2", "a=1&a=1", "a=&a=1", "a=1&a=", "a=&a=", "a=1&b=2&a=3"])(
    "are refused when one is repeated: %s",
    async (query) => {
      expect(await refusalOf(() => read(query))).toEqual(INVALID);
    },
  );

  test("resource and audience may be repeated (RFC 8707 §2)", () => {
    const parameters = read("resource=a&resource=b&audience=c+d&audience=d&audience=");
    expect(parameters.all("resource")).toEqual(["a", "b"]);
    expect(parameters.words("audience")).toEqual(["c", "d"]);
  });

  test.each(["a=%00", "a%00=b", "a=x%00y"])("are refused with NUL: %s", async (query) => {
    expect(await refusalOf(() => read(query))).toEqual(INVALID);
  });

  test("are refused when there are more than a hundred", async () => {
    const query = (count: number) => Array.from({ length: count }, (_, i) => `p${i}=1`).join("&");
    expect([...read(query(100)).names()]).toHaveLength(100);
    expect(await refusalOf(() => read(query(101)))).toEqual(INVALID);
  });

  test("no name reaches what every object has", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(read("a=1").optional(name)).toBeUndefined();
      expect(read(`${name}=1`).optional(name)).toBe("1");
    }
  });

  test("go back into a query as they came (property)", () => {
    const entry = fc.tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }));
    const distinct = fc.uniqueArray(entry, { selector: ([name]) => name, maxLength: 20 });
    fc.assert(
      fc.property(distinct, (entries) => {
        fc.pre(!entries.flat().some((text) => text.includes("\0")));
        const query = new URLSearchParams(entries);
        const again = readParameters(query).toQuery();
        expect([...again]).toEqual([...query]);
      }),
    );
  });

  test("are read or refused as invalid_request, never anything else (property)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (query) => {
        expect(await outcomeOf(() => read(query))).toMatch(/^(accepted|invalid_request)$/);
      }),
    );
  });
});

describe("lenient reading (RFC 6749 §4.1.2.1)", () => {
  test("keeps what can be read and says what is wrong", () => {
    const { parameters, problem, repeated } = readLeniently(
      new URLSearchParams("client_id=a&scope=x&scope=y&nonce=%00&state=s"),
    );
    expect(parameters.optional("client_id")).toBe("a");
    expect(parameters.optional("state")).toBe("s");
    expect(parameters.optional("nonce")).toBeUndefined();
    expect(problem).toContain("'scope'");
    expect([...repeated]).toEqual(["scope"]);
  });

  test("finds a problem exactly when the strict reading refuses (property)", async () => {
    const pair = fc.tuple(fc.constantFrom("a", "b", "resource"), fc.constantFrom("", "1", "\0"));
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 5 }), async (pairs) => {
        const query = new URLSearchParams(pairs);
        const { problem } = readLeniently(query);
        const strictly = await outcomeOf(() => readParameters(query));
        expect(strictly).toBe(problem === undefined ? "accepted" : "invalid_request");
      }),
    );
  });
});

test("words are distinct, in order, without empty ones", () => {
  expect(words("  b a  b ")).toEqual(["b", "a"]);
  expect(words("")).toEqual([]);
  expect(words(undefined)).toEqual([]);
});
