import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
} from "node:crypto";
import type { KeyObject } from "node:crypto";

const VERSION = 1;
const HEADER_BYTES = 3;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DAY_MS = 86_400_000;
const CACHED_KEYS = 512;

/**
 * Authenticated encryption of everything an issuer hands out and gets back: tokens, codes,
 * challenges, cookies. AES-256-GCM under a key derived from the issuer's secret, the purpose and the
 * day: a key of one day never sees enough messages for its random nonces to collide, another purpose
 * or another issuer does not open, and no key schedule has to be stored.
 */
export class Sealer {
  readonly #root: Buffer;
  readonly #clock: () => Date;
  readonly #keys = new Map<string, KeyObject>();

  /** `secret`: 32 bytes of one issuer. */
  constructor(secret: Uint8Array, clock: () => Date = () => new Date()) {
    this.#root = Buffer.from(hkdfSync("sha256", secret, "", "grantry/sealing", 32));
    this.#clock = clock;
  }

  /** Seals bytes or text for one purpose; answers base64url. */
  seal(purpose: string, plain: Uint8Array | string): string {
    const day = Math.floor(this.#clock().getTime() / DAY_MS);
    return this.#encrypt(purpose, day, randomNonce(), plain);
  }

  /**
   * Seals so that equal plain text gives equal sealed text: the nonce is a keyed digest of the plain
   * text. A retried refresh gets the very same successor this way.
   */
  sealRepeatably(purpose: string, plain: Uint8Array | string): string {
    const nonce = createHmac("sha256", this.#root)
      .update(`nonce\0${purpose}\0`)
      .update(plain)
      .digest();
    return this.#encrypt(purpose, 0, nonce.subarray(0, NONCE_BYTES), plain);
  }

  /** The plain bytes, or nothing when the text was not sealed here for this purpose. */
  open(purpose: string, sealed: string): Buffer | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION)
      return undefined;
    if (bytes.toString("base64url") !== sealed) return undefined;
    const day = bytes.readUInt16BE(1);
    if (day > Math.floor(this.#clock().getTime() / DAY_MS) + 1) return undefined;
    const nonceEnd = HEADER_BYTES + NONCE_BYTES;
    const tagStart = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(
      "aes-256-gcm",
      this.#key(purpose, day),
      bytes.subarray(HEADER_BYTES, nonceEnd),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(bytes.subarray(0, HEADER_BYTES));
    decipher.setAuthTag(bytes.subarray(tagStart));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(nonceEnd, tagStart)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** A keyed digest (HMAC-SHA-256, base64url) of text for one purpose, for lookups and bindings. */
  digest(purpose: string, text: string): string {
    return createHmac("sha256", this.#root)
      .update(`digest\0${purpose}\0`)
      .update(text)
      .digest("base64url");
  }

  #encrypt(purpose: string, day: number, nonce: Buffer, plain: Uint8Array | string): string {
    const header = Buffer.from([VERSION, day >> 8, day & 0xff]);
    const cipher = createCipheriv("aes-256-gcm", this.#key(purpose, day), nonce, {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(header);
    const body = typeof plain === "string" ? cipher.update(plain, "utf8") : cipher.update(plain);
    return Buffer.concat([header, nonce, body, cipher.final(), cipher.getAuthTag()]).toString(
      "base64url",
    );
  }

  #key(purpose: string, day: number): KeyObject {
    const name = `${purpose}\0${day}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = createSecretKey(createHmac("sha256", this.#root).update(`key\0${name}`).digest());
    if (this.#keys.size >= CACHED_KEYS) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }
}

const pool = Buffer.alloc(12 * 1024);
let poolOffset = pool.length;

/** Twelve random bytes; drawn in blocks because one system call per nonce costs more than the cipher. */
function randomNonce(): Buffer {
  if (poolOffset >= pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const nonce = Buffer.from(pool.subarray(poolOffset, poolOffset + NONCE_BYTES));
  poolOffset += NONCE_BYTES;
  return nonce;
}
