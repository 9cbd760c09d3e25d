import type { PersonalAccessToken } from "@grantry/contracts";
import type { Listing, Resource } from "../output/print.js";

/** One personal access token; with its value when it was just created. */
export function tokenDetails(token: PersonalAccessToken): Resource {
  const { value } = token;
  return {
    id: token.id,
    rows: [
      ["ID", token.id],
      ["NAME", token.name],
      ...(value === undefined ? [] : ([["VALUE", value]] as const)),
      ["OWNER", token.owner.label],
      ["PERMISSIONS", token.permissions.join(", ")],
      ["PROJECTS", token.project_ids === null ? "<all>" : token.project_ids.join(", ")],
      ["NETWORKS", token.allowed_cidrs.join(", ") || "<all>"],
      ["EXPIRES", token.expires_at ?? "<never>"],
      ["LAST USED", token.last_used_at ?? "<never>"],
      ["STATE", token.state],
    ],
    document: token,
  };
}

/** Personal access tokens as the commands list them. */
export function tokenListing(tokens: readonly PersonalAccessToken[]): Listing {
  return {
    header: ["ID", "NAME", "OWNER", "ENDS WITH", "EXPIRES", "LAST USED", "STATE"],
    rows: tokens.map((token) => [
      token.id,
      token.name,
      token.owner.label,
      token.last_characters,
      token.expires_at ?? "<never>",
      token.last_used_at ?? "<never>",
      token.state,
    ]),
    document: tokens,
  };
}
