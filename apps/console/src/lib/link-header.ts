/**
 * The `page_token` of the next page in a `Link` header (RFC 8288), as the admin API sends it.
 * @returns undefined on the last page
 */
export function nextPageToken(link: string | null): string | undefined {
  for (const part of (link ?? "").split(/,\s*(?=<)/)) {
    const match = /^<([^>]*)>\s*;.*\brel="?next"?/.exec(part.trim());
    const query = match?.[1]?.split("?")[1];
    const token = query === undefined ? null : new URLSearchParams(query).get("page_token");
    if (token) return token;
  }
  return undefined;
}
