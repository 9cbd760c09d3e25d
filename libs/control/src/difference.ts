import { canonicalJson, type Change } from "@grantry/contracts";

type Json = Record<string, unknown>;

/** What stands in the place of a value that is written but never sent back. */
export const HIDDEN = "(hidden)";

/**
 * What differs between two JSON documents, value by value: objects are gone through member by
 * member, lists are one value. An absent object counts as one without members.
 * @param hidden JSON pointers (RFC 6901) of values that are only written: a difference in one is
 *   told, its sides are covered
 */
export function difference(
  before: unknown,
  after: unknown,
  hidden: readonly string[] = [],
): Change[] {
  return compare("", before, after);

  function compare(path: string, from: unknown, to: unknown): Change[] {
    if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
    if (!hidden.includes(path) && isGoneThrough(from, to)) {
      const members = new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})]);
      return [...members].toSorted().flatMap((name) => {
        const below = `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        return compare(below, memberOf(from, name), memberOf(to, name));
      });
    }
    return [changeOf(path, from, to)];
  }

  function changeOf(path: string, from: unknown, to: unknown): Change {
    const sides = {
      ...(from === undefined ? {} : { before: shown(path, from) }),
      ...(to === undefined ? {} : { after: shown(path, to) }),
    };
    const kind = from === undefined ? "added" : to === undefined ? "removed" : "changed";
    return { path, kind, ...sides, hidden: hidden.includes(path) };
  }

  /** A value as it may be shown, also when what is hidden stands somewhere inside it. */
  function shown(path: string, value: unknown): NonNullable<Change["before"]> {
    if (hidden.includes(path)) return HIDDEN;
    const inside = hidden.some((each) => each.startsWith(`${path}/`));
    if (!inside || !isObject(value)) return JSON.parse(JSON.stringify(value));
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, shown(`${path}/${name}`, member)]),
    );
  }
}

/** Two objects, or one that is there on one side only and has members. */
function isGoneThrough(from: unknown, to: unknown): boolean {
  if (isObject(from) && isObject(to)) return true;
  const [there, other] = isObject(from) ? [from, to] : [to, from];
  return other === undefined && isObject(there) && Object.keys(there).length > 0;
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
