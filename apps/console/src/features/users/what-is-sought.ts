const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What a text in the search field names: one user by ID, or an address. */
export function whatIsSought(text: string): { id: string } | { address: string } | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  return UUID.test(trimmed) ? { id: trimmed.toLowerCase() } : { address: trimmed };
}
