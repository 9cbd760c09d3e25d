import type { JsonPatch, OAuth2Client, OAuth2ClientBody } from "@grantry/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callApi, read, write } from "../../../lib/api.js";
import { nextPageToken } from "../../../lib/link-header.js";

function adminPath(projectId: string, ...parts: string[]): string {
  return `/projects/${projectId}/admin/${parts.map(encodeURIComponent).join("/")}`;
}

export interface ClientsFilter {
  name?: string | undefined;
  cursor?: string | undefined;
  size: number;
}

/** One page of the clients of a project; the cursor of the next is in the Link header. */
export function clientsQuery(projectId: string, { name, cursor, size }: ClientsFilter) {
  return queryOptions({
    queryKey: [projectId, "clients", { name, cursor, size }],
    queryFn: async ({ signal }) => {
      const { data, headers } = await callApi<OAuth2Client[]>(
        "GET",
        adminPath(projectId, "clients"),
        { query: { page_size: size, page_token: cursor, client_name: name }, signal },
      );
      return { clients: data, next: nextPageToken(headers.get("link")) };
    },
    placeholderData: keepPreviousData,
  });
}

/** One client, without its secret. */
export function clientQuery(projectId: string, clientId: string) {
  return queryOptions({
    queryKey: [projectId, "client", clientId],
    queryFn: ({ signal }) =>
      read<OAuth2Client>(adminPath(projectId, "clients", clientId), { signal }),
  });
}

/** Creates a client; its secret is in this answer and never again. */
export function createClient(
  projectId: string,
  body: OAuth2ClientBody,
  idempotencyKey: string,
): Promise<OAuth2Client> {
  return write<OAuth2Client>("POST", adminPath(projectId, "clients"), body, idempotencyKey);
}

/** Changes the members that a JSON Patch names and leaves all others. */
export function patchClient(
  projectId: string,
  clientId: string,
  patch: JsonPatch,
): Promise<OAuth2Client> {
  return write<OAuth2Client>("PATCH", adminPath(projectId, "clients", clientId), patch);
}

/** Deletes a client; its tokens end with it. */
export function deleteClient(projectId: string, clientId: string): Promise<void> {
  return write<void>("DELETE", adminPath(projectId, "clients", clientId));
}
