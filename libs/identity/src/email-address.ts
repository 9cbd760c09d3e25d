/** RFC 5321 §4.5.3.1.3: a path of 256 octets holds an address of 254. */
const longest = 254;

/** RFC 5321 §4.5.3.1.1 */
const longestLocalPart = 64;

const localPart = /^[^\s\p{C}@"(),:;<>[\\\]]+$/u;

const domainLabel = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/**
 * Whether a text is an address that mail could be sent to. A domain of one label (`localhost`) is
 * allowed: the first account of an installation has one.
 */
export function isEmailAddress(text: string): boolean {
  if (text.length > longest) return false;
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || local.length > longestLocalPart) return false;
  if (!localPart.test(local) || local.startsWith(".") || local.endsWith(".")) return false;
  return !local.includes("..") && domain.split(".").every((label) => domainLabel.test(label));
}

/**
 * The form in which addresses are compared: trimmed, composed (NFKC) and in lower case. Providers
 * differ on dots and tags in the local part, so those stay.
 */
export function normaliseEmail(text: string): string {
  return text.trim().normalize("NFKC").toLowerCase();
}
