import { createPrivateKey, X509Certificate } from "node:crypto";
import { selfSignedCertificate } from "./self-signed-certificate.js";

describe("the certificate of the example app (RFC 5280 §4.1)", () => {
  const now = new Date("2026-11-22T14:03:07Z");
  const { key, cert } = selfSignedCertificate(now);
  const certificate = new X509Certificate(cert);

  it("is for the loopback address and localhost", () => {
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.checkHost("localhost")).toBe("localhost");
    expect(certificate.checkHost("example.com")).toBeUndefined();
  });

  it("is signed by its own key and good for ten days", () => {
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(new Date(certificate.validTo).getTime() - now.getTime()).toBe(864_000_000);
  });
});
