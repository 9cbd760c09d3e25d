import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const MASTER_KEY_LENGTH = 32;
const KEY_ID_LENGTH = 8;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = KEY_ID_LENGTH + NONCE_LENGTH + TAG_LENGTH;

interface SealingKey {
  readonly id: Buffer;
  readonly key: Buffer;
}

/**
 * Encryption of what a database holds, under a master key that no database holds.
 *
 * Sealed form: key id (8 bytes), nonce (12), tag (16), AES-256-GCM ciphertext. The first master key
 * seals; every listed one opens, so that a list `new,old` rotates.
 */
export class Envelope {
  readonly #masters: readonly Buffer[];
  readonly #keys: readonly SealingKey[];

  /**
   * @param masterKeys base64 strings of 32 bytes each, the sealing one first.
   * @throws Error when the list is empty or a key is not 32 bytes; the message holds no key.
   */
  constructor(masterKeys: readonly string[]) {
    const masters = masterKeys.map(readMasterKey);
    if (masters.length === 0) throw new Error("GRANTRY_MASTER_KEY holds no key.");
    this.#masters = masters;
    this.#keys = masters.map((master) => ({
      id: expand(master, "envelope key id", KEY_ID_LENGTH),
      key: expand(master, "envelope key", MASTER_KEY_LENGTH),
    }));
  }

  /** Seals `plain` so that it opens only with the same `context` (additional authenticated data). */
  seal(plain: Buffer, context: string): Buffer {
    const [current] = this.#keys;
    if (current === undefined) throw new Error("GRANTRY_MASTER_KEY holds no key.");
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv("aes-256-gcm", current.key, nonce);
    cipher.setAAD(Buffer.from(context, "utf8"));
    const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([current.id, nonce, cipher.getAuthTag(), ciphertext]);
  }

  /**
   * Opens what `seal` made.
   * @throws Error when the key is not in the list, the context differs or a byte was changed.
   */
  open(sealed: Buffer, context: string): Buffer {
    if (sealed.length < HEADER_LENGTH) throw new Error("The sealed value is cut short.");
    const id = sealed.subarray(0, KEY_ID_LENGTH);
    const key = this.#keys.find((candidate) => candidate.id.equals(id));
    if (key === undefined) throw new Error("No listed master key opens the sealed value.");
    const nonce = sealed.subarray(KEY_ID_LENGTH, KEY_ID_LENGTH + NONCE_LENGTH);
    const tag = sealed.subarray(KEY_ID_LENGTH + NONCE_LENGTH, HEADER_LENGTH);
    const decipher = createDecipheriv("aes-256-gcm", key.key, nonce, { authTagLength: TAG_LENGTH });
    decipher.setAAD(Buffer.from(context, "utf8"));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(HEADER_LENGTH)), decipher.final()]);
  }

  /** A key of its own for `label`: HKDF-SHA256 (RFC 5869) of the first master key. */
  derive(label: string, length = 32): Buffer {
    const [first] = this.deriveEach(label, length);
    if (first === undefined) throw new Error("GRANTRY_MASTER_KEY holds no key.");
    return first;
  }

  /**
   * The keys for `label` of every listed master key, the first one's first: what was digested under
   * an older master key is found for as long as that key is listed.
   */
  deriveEach(label: string, length = 32): Buffer[] {
    return this.#masters.map((master) => expand(master, `derived ${label}`, length));
  }
}

function readMasterKey(encoded: string): Buffer {
  const key = Buffer.from(encoded.trim(), "base64");
  if (key.length === MASTER_KEY_LENGTH) return key;
  throw new Error("Each key in GRANTRY_MASTER_KEY must be 32 bytes in base64.");
}

function expand(key: Buffer, info: string, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), `grantry ${info}`, length));
}
