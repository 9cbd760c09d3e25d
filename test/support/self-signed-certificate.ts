import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";

/** A key and a certificate for one host name that signs itself (RFC 5280 §4.1), valid for a day. */
export function selfSignedCertificate(host: string): { certificate: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(commonName, tlv(0x0c, Buffer.from(host)))));
  const now = Date.now();
  const validity = sequence(time(now - 60_000), time(now + 86_400_000));
  const serial = tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const alternativeName = sequence(tlv(0x82, Buffer.from(host)));
  const extension = sequence(subjectAlternativeName, tlv(0x04, alternativeName));
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    serial,
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ format: "der", type: "spki" }),
    tlv(0xa3, sequence(extension)),
  );
  const signature = createSign("sha256").update(body).sign(privateKey);
  const bits = tlv(0x03, Buffer.concat([Buffer.from([0]), signature]));
  const der = sequence(body, ecdsaWithSha256, bits);
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    certificate: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join(
      "\n",
    ),
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

const commonName = Buffer.from("0603550403", "hex");
const subjectAlternativeName = Buffer.from("0603551d11", "hex");
const ecdsaWithSha256 = sequence(Buffer.from("06082a8648ce3d040302", "hex"));

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return tlv(0x31, Buffer.concat(parts));
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, "");
  return tlv(0x18, Buffer.from(`${digits.slice(0, 14)}Z`));
}

/** Tag, length, value (X.690 §8.1). */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), value]);
}
