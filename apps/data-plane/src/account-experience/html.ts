/** Text that is HTML already; made by `html` only. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }

  /** Puts literal parts and values together; values are escaped unless they are HTML themselves. */
  static join(literals: readonly string[], values: readonly HtmlValue[]): Html {
    let markup = literals[0] ?? "";
    values.forEach((value, at) => {
      markup += render(value) + (literals[at + 1] ?? "");
    });
    return new Html(markup);
  }
}

/** What may stand in a template; `undefined` and `false` leave nothing behind. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

const tightened = new WeakMap<TemplateStringsArray, readonly string[]>();

/**
 * Markup from a template literal. Every value is escaped for text and for quoted attributes, so
 * attributes are always written with double quotes. Line breaks beside tags are layout of the source
 * and left out, as in JSX; a space that counts is written `${" "}`.
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let parts = tightened.get(literals);
  if (parts === undefined) {
    parts = literals.map(tighten);
    tightened.set(literals, parts);
  }
  return Html.join(parts, values);
}

function tighten(literal: string): string {
  return literal
    .replace(/(?<=>)[ \t]*\n\s*/g, "")
    .replace(/\s*\n\s*(?=<)/g, "")
    .replace(/\s*\n\s*/g, " ");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(render).join("");
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
