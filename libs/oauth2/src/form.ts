/** The fields of a form in the order received (RFC 6749 appendix B); a `URLSearchParams` is one. */
export interface FormFields extends Iterable<[name: string, value: string]> {
  /** The first value of a name, or null. */
  get(name: string): string | null;
}

/**
 * Reads a form as `URLSearchParams` does, which takes three times as long for a long token: it looks
 * at every character. What cannot be decoded is left to it.
 */
export function readForm(text: string): FormFields {
  const pairs: [string, string][] = [];
  try {
    let start = text.startsWith("?") ? 1 : 0;
    while (start < text.length) {
      const next = text.indexOf("&", start);
      const end = next === -1 ? text.length : next;
      const equals = text.indexOf("=", start);
      const middle = equals === -1 || equals > end ? end : equals;
      if (end > start) {
        pairs.push([decode(text.slice(start, middle)), decode(text.slice(middle + 1, end))]);
      }
      start = end + 1;
    }
  } catch {
    return new URLSearchParams(text);
  }
  return new Fields(pairs);
}

/** Throws when an escape is none, or the bytes of escapes are no UTF-8. */
function decode(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return spaced.includes("%") ? decodeURIComponent(spaced) : spaced;
}

class Fields implements FormFields {
  readonly #pairs: readonly [string, string][];

  constructor(pairs: readonly [string, string][]) {
    this.#pairs = pairs;
  }

  get(name: string): string | null {
    return this.#pairs.find(([each]) => each === name)?.[1] ?? null;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#pairs[Symbol.iterator]();
  }
}
