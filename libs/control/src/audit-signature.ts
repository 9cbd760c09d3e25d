import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from "node:crypto";
import {
  type AuditExportProof,
  type AuditHead,
  type AuditKey,
  canonicalJson,
  signedContent,
} from "@grantry/contracts";

/** A key that signs heads of the audit log. */
export interface AuditSigningKey {
  readonly publicKey: AuditKey;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
}

/** A new Ed25519 key (RFC 8032), named by its thumbprint (RFC 7638). */
export function generateAuditSigningKey(): AuditSigningKey {
  const pair = generateKeyPairSync("ed25519");
  const { x = "" } = pair.publicKey.export({ format: "jwk" });
  const named = { kty: "OKP", crv: "Ed25519", x, use: "sig", alg: "EdDSA" } as const;
  return {
    publicKey: { ...named, kid: auditKeyThumbprint(named) },
    privateKey: pair.privateKey.export({ format: "der", type: "pkcs8" }),
  };
}

/** The thumbprint of a key (RFC 7638, RFC 8037 §2). */
export function auditKeyThumbprint({ kty, crv, x }: Pick<AuditKey, "kty" | "crv" | "x">): string {
  return createHash("sha256").update(canonicalJson({ kty, crv, x })).digest("base64url");
}

/** Signs that a workspace's chain had this head at this time. */
export function signAuditHead(
  key: AuditSigningKey,
  head: Omit<AuditHead, "key_id" | "signature">,
): AuditHead {
  const named = { ...head, key_id: key.publicKey.kid };
  return { ...named, signature: signText(key, signedContent(named)) };
}

/** Signs how much an export holds. */
export function signAuditExport(
  key: AuditSigningKey,
  proof: Omit<AuditExportProof, "key_id" | "signature">,
): AuditExportProof {
  const named = { ...proof, key_id: key.publicKey.kid };
  return { ...named, signature: signText(key, signedContent(named)) };
}

/** Whether a head bears the signature of one of these keys. */
export function isAuditHeadGenuine(keys: readonly AuditKey[], head: AuditHead): boolean {
  const key = keys.find(({ kid }) => kid === head.key_id);
  if (key === undefined) return false;
  const { signature, ...signed } = head;
  const publicKey = createPublicKey({ key: { ...key }, format: "jwk" });
  const text = Buffer.from(signedContent(signed));
  return verify(null, text, publicKey, Buffer.from(signature, "base64url"));
}

function signText(key: AuditSigningKey, text: string): string {
  const privateKey = createPrivateKey({ key: key.privateKey, format: "der", type: "pkcs8" });
  return sign(null, Buffer.from(text), privateKey).toString("base64url");
}
