import { createHash, randomBytes, randomInt } from "node:crypto";

const LOWER_LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A random text of lower-case letters, as `state` and `nonce` use it (24 letters hold 112 bits). */
export function randomLetters(count: number): string {
  return Array.from({ length: count }, () => LOWER_LETTERS[randomInt(26)]).join("");
}

export interface Pkce {
  verifier: string;
  challenge: string;
}

/** A code verifier and its S256 challenge (RFC 7636 §4.1, §4.2). */
export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}
