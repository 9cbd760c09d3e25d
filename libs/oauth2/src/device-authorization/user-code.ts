import { randomInt } from "node:crypto";

/** Letters and digits that nobody mistakes for one another (RFC 8628 §6.1). */
const ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789";
const LENGTH = 8;

/** A new user code: eight characters of 28, about 38 bits. */
export function generateUserCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** The normal form of a code as typed: upper case, without spaces and hyphens (RFC 8628 §6.1). */
export function normaliseUserCode(typed: string): string {
  return typed.replace(/[\s-]/g, "").toUpperCase();
}
