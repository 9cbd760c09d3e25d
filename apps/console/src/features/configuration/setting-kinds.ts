import type { Setting } from "./setting.js";

export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 86_400;
export const YEAR = 365 * DAY;

/** A length of time with its default, bounds in seconds, and the bounds in words. */
export function lifetime(
  wire: string,
  name: string,
  sentence: string,
  [initial, least, most, range]: [string, number, number, string],
): Setting {
  return { kind: "duration", wire, name, sentence, initial, least, most, range };
}

/** An address of one's own in the place of a hosted page. */
export function page(wire: string, name: string, sentence: string): Setting {
  return { kind: "page", wire, name, sentence };
}

/** Something that is on or off. */
export function flag(wire: string, name: string, sentence: string, initial = false): Setting {
  return { kind: "flag", wire, name, sentence, initial };
}
