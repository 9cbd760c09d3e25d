import type { ClientPage } from "@grantry/api-client";
import type { OAuth2Client } from "@grantry/contracts";
import type { Listing, Resource } from "../output/print.js";

const HEADER = [
  "CLIENT ID",
  "CLIENT SECRET",
  "GRANT TYPES",
  "RESPONSE TYPES",
  "SCOPE",
  "AUDIENCE",
  "REDIRECT URIS",
] as const;

function cells(client: OAuth2Client): string[] {
  return [
    client.client_id,
    client.client_secret ?? "",
    (client.grant_types ?? []).join(", "),
    (client.response_types ?? []).join(", "),
    client.scope ?? "",
    (client.audience ?? []).join(","),
    (client.redirect_uris ?? []).join(", "),
  ];
}

/** A client as the commands show it. */
export function clientResource(client: OAuth2Client): Resource {
  const values = cells(client);
  return {
    id: client.client_id,
    rows: HEADER.map((key, index) => [key, values[index] ?? ""] as const),
    document: client,
  };
}

/** One page of clients as the commands list it. */
export function clientListing({ items, nextPageToken }: ClientPage): Listing {
  return {
    header: HEADER,
    rows: items.map(cells),
    document: { items, next_page_token: nextPageToken, is_last_page: nextPageToken === "" },
    nextPageToken,
  };
}
