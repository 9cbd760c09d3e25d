import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomFillSync,
} from "node:crypto";
import type { KeyObject } from "node:crypto";
import { KeyedDigest } from "./keyed-digest.js";

const VERSION = 1;
const HEADER_BYTES = 3;
const NONCE_BYTES = 12;
const BODY_START = HEADER_BYTES + NONCE_BYTES;
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
  readonly #keyed: KeyedDigest;
  readonly #clock: () => Date;
  /** By purpose, of the day asked for last: nearly always the same. */
  readonly #latest = new Map<string, { readonly day: number; readonly key: KeyObject }>();
  readonly #keys = new Map<string, KeyObject>();

  /** `secret`: 32 bytes of one issuer. */
  constructor(secret: Uint8Array, clock: () => Date = () => new Date()) {
    const root = Buffer.from(hkdfSync("sha256", secret, "", "grantry/sealing", 32));
    this.#keyed = new KeyedDigest(root);
    this.#clock = clock;
  }

  /** Seals bytes or text for one purpose; answers base64url. */
  seal(purpose: string, plain: Uint8Array | string): string {
    const day = Math.floor(this.#clock().getTime() / DAY_MS);
    return this.#encrypt(purpose, day, writeRandomNonce, plain);
  }

  /**
   * Seals so that equal plain text gives equal sealed text: the nonce is a keyed digest of the plain
   * text. A retried refresh gets the very same successor this way.
   */
  sealRepeatably(purpose: string, plain: Uint8Array | string): string {
    const nonce = this.#keyed.of(`nonce\0${purpose}\0`, plain);
    const writeNonce = (target: Buffer, at: number): void => {
      nonce.copy(target, at, 0, NONCE_BYTES);
    };
    return this.#encrypt(purpose, 0, writeNonce, plain);
  }

  /** The plain bytes, or nothing when the text was not sealed here for this purpose. */
  open(purpose: string, sealed: string): Buffer | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length < BODY_START + TAG_BYTES || bytes[0] !== VERSION) return undefined;
    if (bytes.toString("base64url") !== sealed) return undefined;
    const day = bytes.readUInt16BE(1);
    if (day > Math.floor(this.#clock().getTime() / DAY_MS) + 1) return undefined;
    const tagStart = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(
      "aes-256-gcm",
      this.#key(purpose, day),
      bytes.subarray(HEADER_BYTES, BODY_START),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(bytes.subarray(0, HEADER_BYTES));
    decipher.setAuthTag(bytes.subarray(tagStart));
    try {
      const plain = decipher.update(bytes.subarray(BODY_START, tagStart));
      decipher.final();
      return plain;
    } catch {
      return undefined;
    }
  }

  /** A keyed digest (HMAC-SHA-256, base64url) of text for one purpose, for lookups and bindings. */
  digest(purpose: string, text: string): string {
    return this.#keyed.textOf(`digest\0${purpose}\0`, text);
  }

  /** Header, nonce, body and tag go into one buffer, each where it stays. */
  #encrypt(
    purpose: string,
    day: number,
    writeNonce: (target: Buffer, at: number) => void,
    plain: Uint8Array | string,
  ): string {
    const sealed = Buffer.allocUnsafe(BODY_START + Buffer.byteLength(plain) + TAG_BYTES);
    sealed[0] = VERSION;
    sealed.writeUInt16BE(day, 1);
    writeNonce(sealed, HEADER_BYTES);
    const cipher = createCipheriv(
      "aes-256-gcm",
      this.#key(purpose, day),
      sealed.subarray(HEADER_BYTES, BODY_START),
      { authTagLength: TAG_BYTES },
    );
    cipher.setAAD(sealed.subarray(0, HEADER_BYTES));
    const body = typeof plain === "string" ? cipher.update(plain, "utf8") : cipher.update(plain);
    sealed.set(body, BODY_START);
    cipher.final();
    sealed.set(cipher.getAuthTag(), BODY_START + body.length);
    return sealed.toString("base64url");
  }

  #key(purpose: string, day: number): KeyObject {
    const latest = this.#latest.get(purpose);
    if (latest?.day === day) return latest.key;
    const key = this.#keyOfDay(purpose, day);
    this.#latest.set(purpose, { day, key });
    return key;
  }

  #keyOfDay(purpose: string, day: number): KeyObject {
    const name = `${purpose}\0${day}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = createSecretKey(this.#keyed.of("key\0", name));
    if (this.#keys.size >= CACHED_KEYS) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }
}

const pool = Buffer.alloc(NONCE_BYTES * 1024);
let poolOffset = pool.length;

/** Twelve random bytes; drawn in blocks because one system call per nonce costs more than the cipher. */
function writeRandomNonce(target: Buffer, at: number): void {
  if (poolOffset >= pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  pool.copy(target, at, poolOffset, poolOffset + NONCE_BYTES);
  poolOffset += NONCE_BYTES;
}
