import type { Page } from "../stores.js";

type Key = readonly [string, string];

/** A page of a keyset listing in memory; a position nobody gave continues nowhere. */
export function pageOf<Item>(
  items: readonly Item[],
  query: { readonly limit: number; readonly after?: string },
  by: { readonly keyOf: (item: Item) => Key; readonly order: "ascending" | "descending" },
): Page<Item> {
  const direction = by.order === "ascending" ? 1 : -1;
  const compared = (one: Key, other: Key): number => direction * compare(one, other);
  const sorted = items.toSorted((one, other) => compared(by.keyOf(one), by.keyOf(other)));
  const position = query.after === undefined ? undefined : readPosition(query.after);
  if (query.after !== undefined && position === undefined) return { items: [] };
  const rest =
    position === undefined
      ? sorted
      : sorted.filter((item) => compared(by.keyOf(item), position) > 0);
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  if (rest.length <= query.limit || last === undefined) return { items: page };
  return { items: page, next: JSON.stringify(by.keyOf(last)) };
}

function compare(one: Key, other: Key): number {
  if (one[0] !== other[0]) return one[0] < other[0] ? -1 : 1;
  if (one[1] !== other[1]) return one[1] < other[1] ? -1 : 1;
  return 0;
}

function readPosition(text: string): Key | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length === 2
      ? [String(value[0]), String(value[1])]
      : undefined;
  } catch {
    return undefined;
  }
}
