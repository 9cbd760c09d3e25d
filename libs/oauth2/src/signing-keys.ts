import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  sign,
  verify,
} from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";

/** The algorithms an issuer signs with (RFC 7518 §3, RFC 8037 §3.1), the default first. */
export const SIGNING_ALGORITHMS = ["RS256", "ES256"] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

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
    if (algorithm === "RS256") generateKeyPair("rsa", { modulusLength: 2048 }, done);
    else generateKeyPair("ec", { namedCurve: "P-256" }, done);
  });
}

/** RFC 7638 §3: SHA-256 over the required members in lexicographic order. */
export function thumbprint(jwk: JsonWebKey): string {
  const members =
    jwk.kty === "RSA"
      ? { e: jwk.e, kty: jwk.kty, n: jwk.n }
      : { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}

interface OpenedKey {
  readonly record: SigningKeyRecord;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The signing keys of one issuer, imported once. */
export class SigningKeys {
  readonly #keys: ReadonlyMap<string, OpenedKey>;
  /** The JWK Set document (RFC 7517 §5): next, current and retired public keys. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };

  constructor(records: readonly SigningKeyRecord[]) {
    this.#keys = new Map(
      records.map((record) => [
        record.kid,
        {
          record,
          privateKey: createPrivateKey({ key: record.privateKey, format: "der", type: "pkcs8" }),
          publicKey: createPublicKey({ key: record.publicJwk, format: "jwk" }),
        },
      ]),
    );
    this.jwks = {
      keys: records.map((record) => ({
        ...record.publicJwk,
        use: "sig",
        alg: record.algorithm,
        kid: record.kid,
      })),
    };
  }

  /** The algorithms that have a signing key now, in the order of preference. */
  algorithms(): readonly SigningAlgorithm[] {
    return SIGNING_ALGORITHMS.filter((algorithm) => this.#current(algorithm) !== undefined);
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
    const header = { alg: algorithm, kid: key.record.kid, typ: type };
    const input = `${encode(header)}.${encode(claims)}`;
    const signature =
      algorithm === "RS256"
        ? await signOffThread(input, key.privateKey)
        : sign("sha256", Buffer.from(input), { key: key.privateKey, dsaEncoding: "ieee-p1363" });
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
    const fits = verify(
      "sha256",
      Buffer.from(`${head}.${body}`),
      key.record.algorithm === "ES256"
        ? { key: key.publicKey, dsaEncoding: "ieee-p1363" }
        : key.publicKey,
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

function signOffThread(input: string, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign("sha256", Buffer.from(input), key, (error, signature) =>
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
