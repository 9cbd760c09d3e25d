import { writeDocument, type Format } from "./format.js";
import { layoutPageFooter, layoutTable } from "./layout.js";

/** One thing that a command shows: its table rows, its JSON, and what `--quiet` prints of it. */
export interface Resource {
  id: string;
  rows: readonly (readonly [key: string, value: string])[];
  document: unknown;
}

/** Many things that a command shows. */
export interface Listing {
  header: readonly string[];
  rows: readonly (readonly string[])[];
  document: unknown;
  /** Given when the list comes in pages; empty on the last one. */
  nextPageToken?: string;
}

export interface OutputOptions {
  format: Format;
  quiet: boolean;
}

/** The text of one resource. */
export function writeResource(resource: Resource, options: OutputOptions): string {
  if (options.quiet) return `${resource.id}\n`;
  if (options.format.kind !== "table") return writeDocument(resource.document, options.format);
  return layoutTable(resource.rows);
}

/** The text of a list; `--quiet` prints the first column. */
export function writeListing(listing: Listing, options: OutputOptions): string {
  if (options.quiet) return listing.rows.map((row) => `${row[0] ?? ""}\n`).join("");
  if (options.format.kind !== "table") return writeDocument(listing.document, options.format);
  const table = layoutTable([listing.header, ...listing.rows]);
  return listing.nextPageToken === undefined
    ? table
    : table + layoutPageFooter(listing.nextPageToken);
}
