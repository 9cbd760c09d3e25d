const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/;

/** Addresses as people paste them, lower case, each once; what is none stands apart. */
export function splitAddresses(text: string): { addresses: string[]; wrong: string[] } {
  const entries = text
    .split(/[\s,;]+/)
    .map((entry) => entry.replace(/^<|>$/g, "").toLowerCase())
    .filter((entry) => entry !== "");
  const once = [...new Set(entries)];
  return {
    addresses: once.filter((entry) => ADDRESS.test(entry)),
    wrong: once.filter((entry) => !ADDRESS.test(entry)),
  };
}
