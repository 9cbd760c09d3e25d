import type { ClaimCondition } from "@grantry/contracts";

/**
 * The first condition that the claims of a token do not meet; `undefined` when all are met. A claim
 * with several values meets a condition by one of them.
 */
export function findUnmetCondition(
  conditions: readonly ClaimCondition[],
  claims: Readonly<Record<string, unknown>>,
): ClaimCondition | undefined {
  return conditions.find((condition) => {
    const values = claimValues(claims, condition.claim);
    return !values.some((value) => isMet(condition, value));
  });
}

/**
 * Tells whether a text fits a pattern: `*` stands for anything without `/` and `:`, which part the
 * segments of repositories and refs, `**` for anything. Takes time in proportion to both lengths.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  const parts = pattern.match(/\*\*+|\*|[^*]/gsu) ?? [];
  const characters = Array.from(text);
  // Which prefixes of the pattern fit the part of the text read so far.
  let fitting = new Set([0]);
  const skipStars = (places: Set<number>) => {
    for (const place of places) if (parts[place]?.startsWith("*")) places.add(place + 1);
    return places;
  };
  skipStars(fitting);
  for (const character of characters) {
    const next = new Set<number>();
    for (const place of fitting) {
      const part = parts[place];
      if (part === undefined) continue;
      const isStar = part === "*" && character !== "/" && character !== ":";
      if (isStar || part.startsWith("**")) next.add(place);
      else if (part === character) next.add(place + 1);
    }
    fitting = skipStars(next);
    if (fitting.size === 0) return false;
  }
  return fitting.has(parts.length);
}

/** A claim by its name, or one inside another by a JSON Pointer (RFC 6901) such as `/a/b`. */
function claimValues(claims: Readonly<Record<string, unknown>>, name: string): string[] {
  const own = memberOf(claims, name);
  const found = own === undefined && name.startsWith("/") ? atPointer(claims, name) : own;
  return (Array.isArray(found) ? found : [found]).flatMap((value: unknown) => {
    const isScalar = ["string", "number", "boolean"].includes(typeof value);
    return isScalar ? [String(value)] : [];
  });
}

function atPointer(claims: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(memberOf, claims);
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function isMet(condition: ClaimCondition, value: string): boolean {
  switch (condition.operator) {
    case "equals":
      return value === condition.value;
    case "glob":
      return fitsGlob(condition.value, value);
    case "one_of":
      return condition.values.includes(value);
  }
}
