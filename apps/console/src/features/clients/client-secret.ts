const CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
const LENGTH = 26;

/** A new client secret from the browser's random source: 26 unreserved characters, 157 bits. */
export function generateClientSecret(): string {
  let secret = "";
  while (secret.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(64))) {
      // 198 is the largest multiple of 66 in a byte: what lies above would favour some characters.
      if (byte < 198 && secret.length < LENGTH) secret += CHARACTERS[byte % 66] ?? "";
    }
  }
  return secret;
}
