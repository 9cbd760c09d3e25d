/** An instant as PostgreSQL reads it; years past 9999 lose the sign that ISO 8601 gives them. */
export function instant(date: Date | undefined): string | null {
  if (date === undefined) return null;
  const text = date.toISOString();
  return text.startsWith("+") ? text.replace(/^\+0*/u, "") : text;
}

/** A column of instants as milliseconds: read as a number, ten times as fast as a text. */
export function milliseconds(column: string): string {
  return `date_part('epoch', ${column}) * 1000`;
}

/** The instant that `milliseconds` selected. */
export function readInstant(value: number): Date {
  return new Date(Math.round(value));
}

/** The members that have a value: SQL says null, the code says nothing. */
export function present<Fields extends object>(fields: {
  [Name in keyof Fields]: Fields[Name] | null | undefined;
}): Fields {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept) as Fields;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

/** Whether a text can be a uuid column's value; anything else names no row. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Whether PostgreSQL can hold a text: it has no U+0000, so such a text names no row. */
export function isStorable(text: string): boolean {
  return !text.includes("\0");
}

/** A text from outside without what PostgreSQL cannot hold. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.replaceAll("\0", "");
}

/** A position in a keyset listing as one opaque text. */
export function writePosition(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** To the millisecond, or to the microsecond. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(\d{3})?Z$/u;

/** The parts of a position that `writePosition` made, or nothing for any other text. */
export function readPosition(position: string): readonly [string, string] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(position, "base64url").toString());
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [at, id]: unknown[] = parts;
    if (typeof at !== "string" || typeof id !== "string") return undefined;
    return INSTANT.test(at) && !Number.isNaN(Date.parse(at)) && isStorable(id)
      ? [at, id]
      : undefined;
  } catch {
    return undefined;
  }
}
