import { formatMessage, messageParts } from "./icu-message.js";
import { chooseLanguage, LANGUAGES, TEST_LANGUAGES } from "./languages.js";
import { en } from "./messages/en.js";
import type { MessageKey } from "./messages/en.js";

const offer = { defaultLocale: "en", testLanguages: false };

describe("messages", () => {
  it("fills in arguments and chooses plural forms", () => {
    const message = "Try again in {n, plural, one {# minute} other {# minutes}}.";
    expect(formatMessage(message, { n: 1 }, "en")).toBe("Try again in 1 minute.");
    expect(formatMessage(message, { n: 1500 }, "en")).toBe("Try again in 1,500 minutes.");
  });

  it("does not read a value as a message", () => {
    expect(formatMessage("to {project}", { project: "{n}#" }, "en")).toBe("to {n}#");
  });

  it("keeps values apart so that a page can mark them up", () => {
    expect(messageParts("Check {host}.", { host: { tag: "strong" } }, "en")).toEqual([
      "Check ",
      { tag: "strong" },
      ".",
    ]);
  });

  it("refuses a message that is not well formed", () => {
    expect(() => formatMessage("{n, plural, one {x}}", { n: 1 }, "en")).toThrow(SyntaxError);
    expect(() => formatMessage("a { b", {}, "en")).toThrow(SyntaxError);
  });
});

describe.each(
  [...LANGUAGES, ...TEST_LANGUAGES].map((language) => [language.locale, language] as const),
)("language %s", (_locale, language) => {
  test.each(Object.keys(en) as MessageKey[])("has %s with the arguments of English", (key) => {
    const places = new Set([...en[key].matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? ""));
    const filled = Object.fromEntries(
      [...places].map((name) => [name, name === "n" ? 3 : `<${name}>`]),
    );
    const text = language.text(key, filled);
    expect(text).not.toMatch(/[{}#]/);
    for (const name of places) expect(text).toContain(name === "n" ? "3" : `<${name}>`);
  });
});

describe("choice of language", () => {
  it("takes ui_locales before everything else", () => {
    const wishes = { uiLocales: ["xx", "fr-CA"], chosen: "de", acceptLanguage: "es" };
    expect(chooseLanguage(offer, wishes).locale).toBe("fr");
  });

  it("takes the language chosen earlier before the browser, the browser before the project", () => {
    expect(
      chooseLanguage(offer, { uiLocales: [], chosen: "de", acceptLanguage: "es" }).locale,
    ).toBe("de");
    const accepted = { uiLocales: [], acceptLanguage: "pt, de;q=0.3, es-MX;q=0.8, fr;q=0" };
    expect(chooseLanguage(offer, accepted).locale).toBe("es");
    expect(chooseLanguage({ ...offer, defaultLocale: "fr" }, { uiLocales: [] }).locale).toBe("fr");
  });

  it("skips choice and browser when the project forces its language", () => {
    const forced = { ...offer, defaultLocale: "de", behavior: "force_default" as const };
    const wishes = { uiLocales: [], chosen: "fr", acceptLanguage: "es" };
    expect(chooseLanguage(forced, wishes).locale).toBe("de");
    expect(chooseLanguage(forced, { ...wishes, uiLocales: ["fr"] }).locale).toBe("fr");
  });

  it("offers test languages by name where allowed, never by Accept-Language", () => {
    const wishes = { uiLocales: [], chosen: "ar-XB", acceptLanguage: "en-XA" };
    expect(chooseLanguage(offer, wishes).locale).toBe("en");
    const mirrored = chooseLanguage({ ...offer, testLanguages: true }, wishes);
    expect([mirrored.locale, mirrored.direction]).toEqual(["ar-XB", "rtl"]);
  });

  it("speaks in a project\u2019s own words", () => {
    const [english] = LANGUAGES;
    const translated = english?.translated({ "login.title": "Come in", unknown: "x" });
    expect(translated?.text("login.title")).toBe("Come in");
    expect(translated?.text("login.submit")).toBe("Sign in");
  });
});
