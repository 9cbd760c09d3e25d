import { BoundedCache } from "./bounded-cache.js";

const MOST_KEPT = 1_000;

/**
 * Reads a part of a configuration once for all projects that have the same, nearly always the
 * defaults: thousands of projects then share what every request looks at, in memory and in the
 * processor's cache. `read` must depend on the part alone, and nobody may change what it answers.
 */
export function readOnce<Part, Value>(read: (part: Part) => Value): (part: Part) => Value {
  const kept = new BoundedCache<string, { readonly value: Value }>(MOST_KEPT);
  return (part) => {
    const text = JSON.stringify(part) ?? "";
    const known = kept.get(text);
    if (known !== undefined) return known.value;
    const value = read(part);
    kept.set(text, { value });
    return value;
  };
}
