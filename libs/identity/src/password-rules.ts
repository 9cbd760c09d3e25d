import { commonPasswords, commonWords } from "./common-passwords.js";
import { normaliseEmail } from "./email-address.js";

export type PasswordProblem = "empty" | "short" | "long" | "common";

const shortest = 8;
const longest = 256;

/**
 * What is wrong with a password somebody chooses, or nothing (NIST SP 800-63B §3.1.1.2): length in
 * characters, no list of required kinds, not one that is tried first by those who guess.
 */
export function passwordProblem(password: string, email: string): PasswordProblem | undefined {
  if (password === "") return "empty";
  const length = Array.from(password).length;
  if (length < shortest) return "short";
  if (length > longest) return "long";
  return isGuessable(password, email) ? "common" : undefined;
}

function isGuessable(password: string, email: string): boolean {
  const plain = password.normalize("NFKC").toLowerCase().trim();
  const address = normaliseEmail(email);
  if (plain === address || plain === address.split("@")[0]) return true;
  if (commonPasswords.has(plain) || isRepetition(plain) || isRun(plain)) return true;
  const word = plain.replace(/[\d\W_]+$/u, "").replace(/^[\d\W_]+/u, "");
  return commonWords.has(word) || commonWords.has(unsubstituted(plain));
}

/** `aaaaaaaa`, `abcabcabc` */
function isRepetition(text: string): boolean {
  return /^(.{1,4})\1+.{0,3}$/u.test(text) && new Set(text).size <= 4;
}

/** `12345678`, `hgfedcba`: every character follows or precedes the one before it. */
function isRun(text: string): boolean {
  const codes = Array.from(text).map((character) => character.codePointAt(0) ?? 0);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  if (Math.abs(step) !== 1) return false;
  return codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step);
}

/** `p4$$w0rd` is `password`. */
function unsubstituted(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    $: "s",
    "!": "i",
  };
  return text
    .replace(/[^a-z]+$/, "")
    .replace(/[0134579@$!]/g, (character) => letters[character] ?? character);
}
