import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const TEN_DAYS = 864_000_000;

/** DER: one element (ITU-T X.690 §8.1). */
function element(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const lengthOctets =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthOctets]), content]);
}

const sequence = (...contents: Buffer[]): Buffer => element(0x30, ...contents);
const objectId = (hex: string): Buffer => element(0x06, Buffer.from(hex, "hex"));
const octets = (content: Buffer): Buffer => element(0x04, content);
const bits = (content: Buffer): Buffer => element(0x03, Buffer.from([0]), content);
const TRUE = element(0x01, Buffer.from([0xff]));

const ECDSA_WITH_SHA256 = sequence(objectId("2a8648ce3d040302"));
const COMMON_NAME = objectId("550403");
const SUBJECT_ALTERNATIVE_NAME = objectId("551d11");
const BASIC_CONSTRAINTS = objectId("551d13");

function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]|\.\d+/g, "");
  return element(0x17, Buffer.from(digits.slice(2), "ascii"));
}

/**
 * A key and a certificate for 127.0.0.1 and localhost that nobody but the browser's owner vouches
 * for (RFC 5280 §4.1), good for ten days.
 */
export function selfSignedCertificate(now: Date): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(
    element(0x31, sequence(COMMON_NAME, element(0x0c, Buffer.from("grantry example app")))),
  );
  const names = sequence(
    element(0x82, Buffer.from("localhost", "ascii")),
    element(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const extensions = sequence(
    sequence(BASIC_CONSTRAINTS, TRUE, octets(sequence())),
    sequence(SUBJECT_ALTERNATIVE_NAME, octets(names)),
  );
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, serial),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(new Date(now.getTime() - 60_000)), time(new Date(now.getTime() + TEN_DAYS))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, extensions),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, ECDSA_WITH_SHA256, bits(signature)).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/(.{64})/g, "$1\n").trimEnd()}\n-----END CERTIFICATE-----\n`,
  };
}
