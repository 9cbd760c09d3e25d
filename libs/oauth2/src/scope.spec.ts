import fc from "fast-check";
import { asksForRefreshToken, assertScope, covers } from "./scope.js";
import { Client } from "./client.js";
import { CLIENT_METADATA, aClient } from "./testing/builders.js";
import { refusalOf } from "./testing/refusal.js";

const segment = fc.stringMatching(/^[a-z0-9:_-]{1,5}$/);
const plain = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));

describe("wildcard scopes (ory-hydra §4.6)", () => {
  test.each([
    ["foo.*", "foo.bar", true],
    ["foo.*", "foo.bar.baz", true],
    ["foo.*", "foo", false],
    ["foo.*", "foo.", false],
    ["foo.*", "foobar", false],
    ["foo.*.baz", "foo.bar.baz", true],
    ["foo.*.baz", "foo..baz", false],
    ["foo.*.baz", "foo.a.b.baz", false],
    ["foo", "foo.bar", false],
    ["foo", "foo", true],
    ["*", "anything", true],
    ["*", "any.thing", true],
    ["*", "", false],
    ["foo.b*", "foo.bar", false],
    ["foo.*", "foo.*", true],
    ["a.*.*", "a.b", false],
    ["a.*.*", "a.b.c.d", true],
  ])("%s covers %s: %s", (pattern, scope, expected) => {
    expect(covers([pattern], scope, "wildcard")).toBe(expected);
  });

  test("without a star cover only themselves (property)", () => {
    fc.assert(
      fc.property(plain, plain, (pattern, scope) => {
        expect(covers([pattern], scope, "wildcard")).toBe(pattern === scope);
      }),
    );
  });

  test("with a last star cover everything below and nothing beside (property)", () => {
    fc.assert(
      fc.property(plain, plain, (stem, below) => {
        expect(covers([`${stem}.*`], `${stem}.${below}`, "wildcard")).toBe(true);
        expect(covers([`${stem}.*`], stem, "wildcard")).toBe(false);
        expect(covers([`${stem}x.*`], `${stem}.${below}`, "wildcard")).toBe(false);
      }),
    );
  });
});

describe("exact scopes", () => {
  test("know no star (property)", () => {
    fc.assert(
      fc.property(plain, plain, (pattern, scope) => {
        expect(covers([pattern, `${pattern}.*`, "*"], scope, "exact")).toBe(pattern === scope);
      }),
    );
  });
});

describe("a requested scope (RFC 6749 §3.3, §5.2)", () => {
  const client = new Client(
    aClient({ metadata: { ...CLIENT_METADATA, scope: "openid read:* *" } }),
  );

  test("of printable ASCII is compared with the client's", () => {
    expect(() => assertScope(client, ["openid", "x"], "wildcard")).not.toThrow();
  });

  test("that is not covered is invalid_scope", async () => {
    const attempt = () => assertScope(client, ["openid", "x"], "exact");
    expect(await refusalOf(attempt)).toEqual({ code: "invalid_scope", status: 400 });
  });

  test("with any other character is invalid_scope although a star covers everything (property)", async () => {
    const forbidden = fc.constantFrom('"', "\\", "\t", "\n", "\u007f", "ä", "😀", "\u0001");
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 5 }), forbidden, async (rest, character) => {
        const attempt = () => assertScope(client, [`${rest}${character}`], "wildcard");
        expect((await refusalOf(attempt)).code).toBe("invalid_scope");
      }),
    );
  });
});

test("offline and offline_access ask for a refresh token (OpenID Connect Core §11)", () => {
  expect(asksForRefreshToken(["openid", "offline_access"])).toBe(true);
  expect(asksForRefreshToken(["offline"])).toBe(true);
  expect(asksForRefreshToken(["openid", "offline_access2"])).toBe(false);
  expect(asksForRefreshToken([])).toBe(false);
});
