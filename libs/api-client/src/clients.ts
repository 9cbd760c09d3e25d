import {
  oauth2ClientListSchema,
  oauth2ClientSchema,
  type JsonPatch,
  type OAuth2Client,
  type OAuth2ClientBody,
} from "@grantry/contracts";
import { ask, path, readReply, send, type Call, type Connection } from "./connection.js";

export interface ListClientsQuery {
  pageSize?: number | undefined;
  pageToken?: string | undefined;
  clientName?: string | undefined;
  owner?: string | undefined;
}

export interface ClientPage {
  items: OAuth2Client[];
  /** Empty on the last page. */
  nextPageToken: string;
}

/**
 * The connection to a project's admin API.
 * @param address `{issuer}/admin` or, through the control plane, `{api}/projects/{id}/admin`
 */
export function adminConnection(
  address: string,
  connection: Omit<Connection, "baseUrl">,
): Connection {
  return { ...connection, baseUrl: address };
}

/** Creates a client; `client_secret` is in this answer and never again. */
export function createClient(admin: Connection, body: OAuth2ClientBody): Promise<OAuth2Client> {
  return ask(admin, { method: "POST", path: "/clients", json: body }, oauth2ClientSchema);
}

/** One page of clients; the next one is named by the Link header (RFC 8288). */
export async function listClients(admin: Connection, query: ListClientsQuery): Promise<ClientPage> {
  const call: Call = {
    path: "/clients",
    query: {
      page_size: query.pageSize,
      page_token: query.pageToken,
      client_name: query.clientName,
      owner: query.owner,
    },
  };
  const reply = await send(admin, call);
  const items = readReply(admin, call, reply, oauth2ClientListSchema);
  return { items, nextPageToken: nextPageToken(reply.headers.get("link") ?? "") };
}

/** One client, without its secret. */
export function getClient(admin: Connection, id: string): Promise<OAuth2Client> {
  return ask(admin, { path: path`/clients/${id}` }, oauth2ClientSchema);
}

/** Changes the members a JSON Patch names and leaves all others (RFC 6902). */
export function patchClient(
  admin: Connection,
  id: string,
  patch: JsonPatch,
): Promise<OAuth2Client> {
  const call = { method: "PATCH", path: path`/clients/${id}`, json: patch } as const;
  return ask(admin, call, oauth2ClientSchema);
}

/** Replaces a client; without a secret in the body the old one stays. */
export function putClient(
  admin: Connection,
  id: string,
  body: OAuth2ClientBody,
): Promise<OAuth2Client> {
  return ask(admin, { method: "PUT", path: path`/clients/${id}`, json: body }, oauth2ClientSchema);
}

/** Deletes a client; its tokens end with it. */
export async function deleteClient(admin: Connection, id: string): Promise<void> {
  await send(admin, { method: "DELETE", path: path`/clients/${id}` });
}

/** The page token of the `next` relation of a Link header, empty when there is none. */
export function nextPageToken(link: string): string {
  for (const [, target = "", parameters = ""] of link.matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel="?next"?/i.test(parameters)) continue;
    return new URL(target, "http://relative.invalid").searchParams.get("page_token") ?? "";
  }
  return "";
}
