import { createHash, createPublicKey, verify } from "node:crypto";
import { type AuditCrypto, canonicalJson } from "@grantry/contracts";

/** The computations of an audit log's proofs by Node. */
export const nodeAuditCrypto: AuditCrypto = {
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  verify(key, text, signature) {
    try {
      const publicKey = createPublicKey({ key: { ...key }, format: "jwk" });
      return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64url"));
    } catch {
      return false;
    }
  },
  thumbprint: ({ kty, crv, x }) =>
    createHash("sha256").update(canonicalJson({ kty, crv, x })).digest("base64url"),
};
