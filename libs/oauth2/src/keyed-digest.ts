import { hash } from "node:crypto";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/**
 * HMAC-SHA-256 under one key (RFC 2104 §2), as two digests of one call each: an `Hmac` object takes
 * twice as long to make and has to be collected afterwards.
 */
export class KeyedDigest {
  readonly #inner: Buffer;
  /** The outer block, and behind it the place of the inner digest. */
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);

  /** `key`: at most 64 bytes. */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK_BYTES) throw new RangeError("a key of at most 64 bytes");
    const block = Buffer.alloc(BLOCK_BYTES);
    block.set(key);
    this.#inner = block.map((byte) => byte ^ INNER_PAD) as Buffer;
    this.#outer.set(block.map((byte) => byte ^ OUTER_PAD));
  }

  /** The digest of `label` and `message`, one after the other. */
  of(label: string, message: Uint8Array | string): Buffer {
    return Buffer.from(this.textOf(label, message), "base64url");
  }

  /** The same in base64url: `hash` takes twice as long to answer with a buffer. */
  textOf(label: string, message: Uint8Array | string): string {
    const start = BLOCK_BYTES + Buffer.byteLength(label);
    const input = Buffer.allocUnsafe(start + Buffer.byteLength(message));
    input.set(this.#inner);
    input.write(label, BLOCK_BYTES);
    if (typeof message === "string") input.write(message, start);
    else input.set(message, start);
    this.#outer.write(hash("sha256", input, "binary"), BLOCK_BYTES, "binary");
    return hash("sha256", this.#outer, "base64url");
  }
}
