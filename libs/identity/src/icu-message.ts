/** A parsed ICU message: text, a place to fill in, or a choice by number. */
type Piece =
  | string
  | { readonly argument: string }
  | { readonly argument: string; readonly plural: ReadonlyMap<string, readonly Piece[]> };

/** What fills the places of a message; a number also chooses between plural forms. */
export type MessageValues<Value = string> = Readonly<Record<string, Value | number>>;

const parsed = new Map<string, readonly Piece[]>();

/**
 * The parts of an ICU message in order, values left as they came so that a page may mark them up.
 * Knows arguments, `plural` with `=n` and `#`, and `''`. Throws on a message that is not well formed.
 */
export function messageParts<Value>(
  message: string,
  values: MessageValues<Value>,
  locale: string,
): (string | Value)[] {
  let pieces = parsed.get(message);
  if (pieces === undefined) {
    const cursor = { text: message, at: 0 };
    pieces = readPieces(cursor, false);
    parsed.set(message, pieces);
  }
  return resolve(pieces, values, locale, undefined);
}

/** The text of an ICU message. */
export function formatMessage(message: string, values: MessageValues, locale: string): string {
  return messageParts(message, values, locale).join("");
}

/** The same message with `change` made to its text and every argument left alone. */
export function rewriteMessage(message: string, change: (text: string) => string): string {
  const print = (pieces: readonly Piece[]): string =>
    pieces
      .map((piece) => {
        if (typeof piece === "string") return change(piece).replaceAll("'", "''");
        if (!("plural" in piece)) return `{${piece.argument}}`;
        const forms = [...piece.plural].map(([name, form]) => `${name} {${print(form)}}`);
        return `{${piece.argument}, plural, ${forms.join(" ")}}`;
      })
      .join("");
  return print(readPieces({ text: message, at: 0 }, false));
}

function resolve<Value>(
  pieces: readonly Piece[],
  values: MessageValues<Value>,
  locale: string,
  count: number | undefined,
): (string | Value)[] {
  return pieces.flatMap((piece): (string | Value)[] => {
    if (typeof piece === "string") {
      if (count === undefined) return [piece];
      return [piece.replaceAll("#", new Intl.NumberFormat(locale).format(count))];
    }
    const value = values[piece.argument];
    if (!("plural" in piece)) {
      if (value === undefined) return [`{${piece.argument}}`];
      return [typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : value];
    }
    const number = Number(value);
    const form =
      piece.plural.get(`=${number}`) ??
      piece.plural.get(new Intl.PluralRules(locale).select(number)) ??
      piece.plural.get("other") ??
      [];
    return resolve(form, values, locale, number);
  });
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readPieces(cursor: Cursor, nested: boolean): Piece[] {
  const pieces: Piece[] = [];
  let text = "";
  for (; cursor.at < cursor.text.length; cursor.at += 1) {
    const character = cursor.text[cursor.at];
    if (character === "}" && nested) break;
    if (character === "'" && cursor.text[cursor.at + 1] === "'") cursor.at += 1;
    if (character !== "{") {
      text += character;
      continue;
    }
    if (text !== "") pieces.push(text);
    text = "";
    pieces.push(readArgument(cursor));
  }
  if (text !== "") pieces.push(text);
  return pieces;
}

/** Reads from `{` and leaves the cursor on the matching `}`. */
function readArgument(cursor: Cursor): Piece {
  const head = /^\{\s*(\w+)\s*(?:(,\s*plural\s*,)|\})/.exec(cursor.text.slice(cursor.at));
  const argument = head?.[1];
  if (head === null || argument === undefined) {
    throw new SyntaxError(`ICU message: no argument at ${cursor.at} of '${cursor.text}'`);
  }
  cursor.at += head[0].length;
  if (head[2] === undefined) {
    cursor.at -= 1;
    return { argument };
  }
  return { argument, plural: readForms(cursor) };
}

function readForms(cursor: Cursor): Map<string, readonly Piece[]> {
  const forms = new Map<string, readonly Piece[]>();
  for (;;) {
    const selector = /^\s*(=\d+|\w+)\s*\{/.exec(cursor.text.slice(cursor.at));
    if (selector?.[1] === undefined) break;
    cursor.at += selector[0].length;
    forms.set(selector[1], readPieces(cursor, true));
    cursor.at += 1;
  }
  const end = /^\s*\}/.exec(cursor.text.slice(cursor.at));
  if (end === null || !forms.has("other")) {
    throw new SyntaxError(`ICU message: plural without an end or 'other' in '${cursor.text}'`);
  }
  cursor.at += end[0].length - 1;
  return forms;
}
