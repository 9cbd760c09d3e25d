import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  sign,
  verify,
} from "node:crypto";
import type { JsonWebKey, KeyObject, SignKeyObjectInput } from "node:crypto";

/** The algorithms an issuer signs with (RFC 7518 §3, RFC 8037 §3.1), the default first. */
export const SIGNING_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Those every issuer has keys for from the start; the others get theirs with the first client. */
export const INITIAL_SIGNING_ALGORITHMS = ["RS256", "ES256"] as const;

/** `next` is announced, `current` signs, `retired` still verifies. */
export type SigningKeyState = "next" | "current" | "retired";

export interface SigningKeyRecord {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly state: SigningKeyState;
  readonly publicJwk: JsonWebKey;
  /** PKCS#8 DER. */
  readonly privateKey: Buffer;
  readonly createdAt: Date;
  readonly activatedAt?: Date;
  readonly retiredAt?: Date;
  readonly expiresAt?: Date;
}

/** A new key pair for an algorithm, generated off the event loop; `kid` is its RFC 7638 thumbprint. */
export async function generateSigningKey(
  algorithm: SigningAlgorithm,
  state: SigningKeyState,
  at: Date,
): Promise<SigningKeyRecord> {
  const { publicKey, privateKey } = await generatePair(algorithm);
  const publicJwk = publicKey.export({ format: "jwk" });
  return {
    kid: thumbprint(publicJwk),
    algorithm,
    state,
    publicJwk,
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }),
    createdAt: at,
    ...(state === "current" ? { activatedAt: at } : {}),
  };
}

function generatePair(
  algorithm: SigningAlgorithm,
): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject): void =>
      error === null ? resolve({ publicKey, privateKey }) : reject(error);
    if (algorithm === "ES256") generateKeyPair("ec", { namedCurve: "P-256" }, done);
    else if (algorithm === "EdDSA") generateKeyPair("ed25519", {}, done);
    else generateKeyPair("rsa", { modulusLength: 2048 }, done);
  });
}

/** RFC 7638 §3: SHA-256 over the required members in lexicographic order. */
export function thumbprint(jwk: JsonWebKey): string {
  const { crv, e, kty, n, x, y } = jwk;
  const members =
    kty === "RSA" ? { e, kty, n } : kty === "OKP" ? { crv, kty, x } : { crv, kty, x, y };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}

/** A key as the JWK Set shows it (RFC 7517 §4). */
export function published({ publicJwk, algorithm, kid }: SigningKeyRecord): JsonWebKey {
  return { ...publicJwk, use: "sig", alg: algorithm, kid };
}

/**
 * A key that is imported when it first signs or verifies: an import takes up to a millisecond and
 * twenty kilobytes, and of all the keys that issuers announce few are in use.
 */
class OpenedKey {
  #privateKey: KeyObject | undefined;
  #publicKey: KeyObject | undefined;
  readonly #headers = new Map<string, string>();

  constructor(readonly record: SigningKeyRecord) {}

  /** The encoded JOSE header of what it signs (RFC 7515 §4), written once for each type. */
  header(type: string): string {
    const known = this.#headers.get(type);
    if (known !== undefined) return known;
    const { algorithm: alg, kid } = this.record;
    const header = encode({ alg, kid, typ: type });
    this.#headers.set(type, header);
    return header;
  }

  get privateKey(): KeyObject {
    const { privateKey: key } = this.record;
    return (this.#privateKey ??= createPrivateKey({ key, format: "der", type: "pkcs8" }));
  }

  get publicKey(): KeyObject {
    const { publicJwk: key } = this.record;
    return (this.#publicKey ??= createPublicKey({ key, format: "jwk" }));
  }
}

/** The signing keys of one issuer, each imported once. */
export class SigningKeys {
  readonly #keys: ReadonlyMap<string, OpenedKey>;
  /** The JWK Set document (RFC 7517 §5): next, current and retired public keys. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };

  /** What JWT access tokens are signed with (RFC 9068 §4: any asymmetric algorithm, RS256 at least). */
  readonly accessTokenAlgorithm: SigningAlgorithm;

  constructor(
    records: readonly SigningKeyRecord[],
    accessTokenAlgorithm: SigningAlgorithm = "RS256",
  ) {
    this.accessTokenAlgorithm = accessTokenAlgorithm;
    this.#keys = new Map(records.map((record) => [record.kid, new OpenedKey(record)]));
    this.jwks = {
      keys: records.map(published),
    };
  }

  /** Whether the issuer can sign with an algorithm now. */
  canSign(algorithm: SigningAlgorithm): boolean {
    return this.#current(algorithm) !== undefined;
  }

  /**
   * Signs claims as a compact JWS (RFC 7515 §7.1) with the current key of an algorithm. RS256 goes
   * to the thread pool because it takes ten times as long as the rest of a request; ES256 is faster
   * inline than its trip there. Throws when the issuer has no such key: a fault, not a refusal.
   */
  async sign(
    algorithm: SigningAlgorithm,
    type: string,
    claims: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const key = this.#current(algorithm);
    if (key === undefined) throw new Error(`no current signing key for ${algorithm}`);
    const input = `${key.header(type)}.${encode(claims)}`;
    const signature = await SIGN[algorithm](Buffer.from(input, "latin1"), key.privateKey);
    return `${input}.${signature.toString("base64url")}`;
  }

  /**
   * The claims of a compact JWS that one of these keys signed, or nothing. Times are not checked:
   * an ID token hint may have expired (OpenID Connect RP-Initiated Logout §4).
   */
  verify(
    jwt: string,
  ): { readonly type: string; readonly claims: Record<string, unknown> } | undefined {
    const [head, body, signature, ...rest] = jwt.split(".");
    if (head === undefined || body === undefined || signature === undefined || rest.length > 0)
      return undefined;
    const header = decode(head);
    if (header === undefined || typeof header["kid"] !== "string") return undefined;
    const key = this.#keys.get(header["kid"]);
    if (key === undefined || header["alg"] !== key.record.algorithm) return undefined;
    const fits = VERIFY[key.record.algorithm](
      Buffer.from(`${head}.${body}`),
      key.publicKey,
      Buffer.from(signature, "base64url"),
    );
    const claims = fits ? decode(body) : undefined;
    return claims === undefined
      ? undefined
      : { type: typeof header["typ"] === "string" ? header["typ"] : "", claims };
  }

  #current(algorithm: SigningAlgorithm): OpenedKey | undefined {
    for (const key of this.#keys.values()) {
      if (key.record.algorithm === algorithm && key.record.state === "current") return key;
    }
    return undefined;
  }
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const RAW_ECDSA = { dsaEncoding: "ieee-p1363" } as const;

/** How each algorithm signs; RSA on the thread pool, curves inline. */
const SIGN: Readonly<
  Record<SigningAlgorithm, (input: Buffer, key: KeyObject) => Buffer | Promise<Buffer>>
> = {
  RS256: (input, key) => signOffThread(input, { key }),
  PS256: (input, key) => signOffThread(input, { key, ...PSS }),
  ES256: (input, key) => sign("sha256", input, { key, ...RAW_ECDSA }),
  EdDSA: (input, key) => sign(null, input, key),
};

const VERIFY: Readonly<
  Record<SigningAlgorithm, (input: Buffer, key: KeyObject, signature: Buffer) => boolean>
> = {
  RS256: (input, key, signature) => verify("sha256", input, key, signature),
  PS256: (input, key, signature) => verify("sha256", input, { key, ...PSS }, signature),
  ES256: (input, key, signature) => verify("sha256", input, { key, ...RAW_ECDSA }, signature),
  EdDSA: (input, key, signature) => verify(null, input, key, signature),
};

function signOffThread(input: Buffer, key: SignKeyObjectInput): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign("sha256", input, key, (error, signature) =>
      error === null ? resolve(signature) : reject(error),
    );
  });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
