import { areaGroups, levelIn } from "./matrix.js";
import { areaTexts, extraTexts } from "./texts.js";

/** What a list of permissions lets somebody do, in words. */
export function abilitiesOf(permissions: readonly string[]): string[] {
  const rows = areaGroups.flatMap(({ rows: group }) => group);
  const byLevel = rows.flatMap(({ area }) => {
    const words = areaTexts[area];
    const level = levelIn(permissions, area);
    if (words === undefined || level === "none") return [];
    return [level === "write" ? (words.write ?? words.read) : words.read];
  });
  const extras = rows
    .flatMap(({ extras: group }) => group)
    .filter((permission) => permissions.includes(permission))
    .flatMap((permission) => extraTexts[permission]?.may ?? []);
  return [...byLevel, ...extras];
}
