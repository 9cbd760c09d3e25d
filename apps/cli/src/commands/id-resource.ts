import type { Listing, Resource } from "../output/print.js";

/** What a command shows that leaves nothing but an id behind. */
export function idResource(id: string): Resource {
  return { id, rows: [["ID", id]], document: id };
}

/** Several ids. */
export function idListing(ids: readonly string[]): Listing {
  return { header: ["ID"], rows: ids.map((id) => [id]), document: ids };
}
