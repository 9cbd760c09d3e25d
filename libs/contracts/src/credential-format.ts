/**
 * The form of credentials that a scanner can recognise offline: a prefix, 43 random characters and
 * 6 check characters, the CRC-32 (IEEE) of everything before them in base 62.
 */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 43;
const CHECK_LENGTH = 6;

export const PERSONAL_ACCESS_TOKEN_PREFIX = "gry_pat_";
export const REGISTRATION_ACCESS_TOKEN_PREFIX = "gry_rat_";

export type CredentialPrefix =
  | typeof PERSONAL_ACCESS_TOKEN_PREFIX
  | typeof REGISTRATION_ACCESS_TOKEN_PREFIX;

const WELL_FORMED = /^(?:gry_pat_|gry_rat_)[0-9A-Za-z]{49}$/;
const RANDOM_PART = /^[0-9A-Za-z]{43}$/;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder >>> 0;
});

/** CRC-32 (IEEE 802.3) of an ASCII text, as an unsigned number. */
export function crc32(text: string): number {
  let remainder = 0xffffffff;
  for (let index = 0; index < text.length; index += 1) {
    const byte = (remainder ^ text.charCodeAt(index)) & 0xff;
    remainder = (remainder >>> 8) ^ (CRC_TABLE[byte] ?? 0);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}

/** The six check characters of a text. */
export function checkCharacters(text: string): string {
  let rest = crc32(text);
  let characters = "";
  while (rest > 0) {
    characters = (DIGITS[rest % 62] ?? "") + characters;
    rest = Math.floor(rest / 62);
  }
  return characters.padStart(CHECK_LENGTH, "0");
}

/**
 * Joins prefix, random part and check characters.
 * @throws RangeError when the random part is not 43 characters of `[0-9A-Za-z]`
 */
export function formatCredential(prefix: CredentialPrefix, random43: string): string {
  if (!RANDOM_PART.test(random43)) {
    throw new RangeError("The random part is 43 characters of 0-9, A-Z and a-z.");
  }
  const body = prefix + random43;
  return body + checkCharacters(body);
}

/** Tells whether a value has a known prefix, the right length and fitting check characters. */
export function isWellFormedCredential(value: string): boolean {
  if (!WELL_FORMED.test(value)) return false;
  const body = value.slice(0, -CHECK_LENGTH);
  return checkCharacters(body) === value.slice(-CHECK_LENGTH);
}

/** A new credential from the platform's random source (43 characters hold 256 bits). */
export function generateCredential(prefix: CredentialPrefix): string {
  let random = "";
  while (random.length < RANDOM_LENGTH) {
    const byte = randomByte();
    // 248 is the largest multiple of 62 in a byte: what lies above would favour some characters.
    if (byte < 248) random += DIGITS[byte % 62];
  }
  return formatCredential(prefix, random);
}

const drawn = new Uint8Array(4_096);
let used = drawn.length;

/** Drawn in blocks, because drawing takes longer than all else; forgotten when used. */
function randomByte(): number {
  if (used === drawn.length) {
    crypto.getRandomValues(drawn);
    used = 0;
  }
  const byte = drawn[used] ?? 0;
  drawn[used] = 0;
  used += 1;
  return byte;
}
