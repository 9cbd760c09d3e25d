import type { MessageValues } from "./icu-message.js";
import { formatMessage, messageParts } from "./icu-message.js";
import { de } from "./messages/de.js";
import type { MessageKey, Messages } from "./messages/en.js";
import { en } from "./messages/en.js";
import { es } from "./messages/es.js";
import { fr } from "./messages/fr.js";
import { accentedEnglish, mirroredEnglish } from "./messages/pseudo.js";

/** One language in which the pages speak. */
export class Language {
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly #messages: Messages;

  constructor(locale: string, messages: Messages, direction: "ltr" | "rtl" = "ltr") {
    this.locale = locale;
    this.direction = direction;
    this.#messages = messages;
  }

  /** The name of the language in itself. */
  get ownName(): string {
    return this.#messages["language.name"];
  }

  /** The text of a message. */
  text(key: MessageKey, values: MessageValues = {}): string {
    return formatMessage(this.#messages[key], values, this.locale);
  }

  /** A message as parts, so that a page can mark up the values. */
  parts<Value>(key: MessageKey, values: MessageValues<Value>): (string | Value)[] {
    return messageParts(this.#messages[key], values, this.locale);
  }

  /** The same language in a project's own words: plain text by key, unknown keys dropped. */
  translated(words: Readonly<Record<string, string>>): Language {
    const known = Object.entries(words).filter(([key]) => Object.hasOwn(this.#messages, key));
    if (known.length === 0) return this;
    const messages = { ...this.#messages, ...Object.fromEntries(known) };
    return new Language(this.locale, messages, this.direction);
  }
}

const english = new Language("en", en);

/** The languages that the pages ship with. */
export const LANGUAGES: readonly Language[] = [
  english,
  new Language("de", de),
  new Language("fr", fr),
  new Language("es", es),
];

/** Languages for finding faults of a page; chosen by name only, never by a browser's preference. */
export const TEST_LANGUAGES: readonly Language[] = [
  new Language("en-XA", accentedEnglish),
  new Language("ar-XB", mirroredEnglish, "rtl"),
];

/** What decides the language of a page, strongest first. */
export interface LanguageWishes {
  /** `ui_locales` of the authorization request (OpenID Connect Core §3.1.2.1), in order. */
  readonly uiLocales: readonly string[];
  /** Chosen on a page earlier. */
  readonly chosen?: string;
  readonly acceptLanguage?: string;
}

export interface LanguageOffer {
  readonly defaultLocale: string;
  /** Absent: every language. */
  readonly enabledLocales?: readonly string[];
  /** `force_default`: neither an earlier choice nor the browser counts. */
  readonly behavior?: "respect_accept_language" | "force_default";
  /** Whether the test languages may be asked for by name. */
  readonly testLanguages: boolean;
}

/** The languages a reader may choose between. */
export function offeredLanguages(offer: LanguageOffer): readonly Language[] {
  const enabled = offer.enabledLocales;
  if (enabled === undefined || enabled.length === 0) return LANGUAGES;
  const offered = LANGUAGES.filter(({ locale }) => enabled.includes(locale));
  return offered.length === 0 ? [english] : offered;
}

/** The language of a page: the first wish that is offered, else the project's, else English. */
export function chooseLanguage(offer: LanguageOffer, wishes: LanguageWishes): Language {
  const offered = offeredLanguages(offer);
  const named = offer.testLanguages ? [...offered, ...TEST_LANGUAGES] : offered;
  const free = offer.behavior !== "force_default";
  const accepted = free ? acceptedLanguages(wishes.acceptLanguage ?? "") : [];
  return (
    firstMatch(named, wishes.uiLocales) ??
    firstMatch(named, free && wishes.chosen !== undefined ? [wishes.chosen] : []) ??
    firstMatch(offered, accepted) ??
    firstMatch(named, [offer.defaultLocale]) ??
    offered[0] ??
    english
  );
}

/** RFC 4647 §3.4 lookup: `de-AT` finds `de`. */
function firstMatch(offered: readonly Language[], ranges: readonly string[]): Language | undefined {
  for (const range of ranges) {
    const wanted = range.toLowerCase();
    const match =
      offered.find(({ locale }) => locale.toLowerCase() === wanted) ??
      offered.find(({ locale }) => wanted.startsWith(`${locale.toLowerCase()}-`));
    if (match !== undefined) return match;
  }
  return undefined;
}

/** RFC 9110 §12.5.4: ranges by falling weight; a weight of 0 is a refusal. */
function acceptedLanguages(header: string): string[] {
  return header
    .slice(0, 500)
    .split(",")
    .map((entry) => {
      const [range = "", ...parameters] = entry.split(";").map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      return { range, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    })
    .filter(({ range, weight }) => range !== "" && weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ range }) => range);
}
