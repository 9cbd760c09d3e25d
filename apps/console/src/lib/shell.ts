/** Quotes a value for a POSIX shell; plain words stay as they are. */
export function shellWord(value: string): string {
  if (/^[A-Za-z0-9_\-./:=,@%+]+$/.test(value)) return value;
  return shellQuoted(value);
}

/** Always quoted: for values that a reader expects in quotes, such as addresses and secrets. */
export function shellQuoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Joins the parts of a command, one per line, so that it can be read and pasted. */
export function shellCommand(...parts: string[]): string {
  return parts.join(" \\\n  ");
}
