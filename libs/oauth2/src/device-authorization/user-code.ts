import { randomInt } from "node:crypto";

/** What user codes are made of (RFC 8628 §6.1), by Hydra's names for how hard they are to guess. */
const CODES = {
  /** Letters and digits that nobody mistakes for one another: about 38 bits. */
  high: { alphabet: "BCDFGHJKLMNPQRSTVWXZ23456789", length: 8 },
  /** Letters alone, for keyboards that hide the digits: about 34 bits. */
  medium: { alphabet: "BCDFGHJKLMNPQRSTVWXZ", length: 8 },
  /** Digits alone, for remote controls: about 30 bits. */
  low: { alphabet: "0123456789", length: 9 },
} as const;
export type UserCodePreset = keyof typeof CODES;
export const USER_CODE_PRESETS = Object.keys(CODES) as readonly UserCodePreset[];

/** A new user code. */
export function generateUserCode(preset: UserCodePreset): string {
  const { alphabet, length } = CODES[preset];
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** The normal form of a code as typed: upper case, without spaces and hyphens (RFC 8628 §6.1). */
export function normaliseUserCode(typed: string): string {
  return typed.replace(/[\s-]/g, "").toUpperCase();
}
