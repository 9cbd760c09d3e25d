import { identityListSchema, identitySchema, type ProjectIdentity } from "@grantry/contracts";
import { nextPageToken } from "./clients.js";
import { ask, path, readReply, send, type Call, type Connection } from "./connection.js";

export interface ListIdentitiesQuery {
  pageSize?: number | undefined;
  pageToken?: string | undefined;
  /** The address that somebody signs in with. */
  identifier?: string | undefined;
}

export interface IdentityPage {
  items: ProjectIdentity[];
  /** Empty on the last page. */
  nextPageToken: string;
}

/** One page of a project's users; the next one is named by the Link header (RFC 8288). */
export async function listIdentities(
  admin: Connection,
  query: ListIdentitiesQuery,
): Promise<IdentityPage> {
  const call: Call = {
    path: "/identities",
    query: {
      page_size: query.pageSize,
      page_token: query.pageToken,
      credentials_identifier: query.identifier,
    },
  };
  const reply = await send(admin, call);
  const items = readReply(admin, call, reply, identityListSchema);
  return { items, nextPageToken: nextPageToken(reply.headers.get("link") ?? "") };
}

/** One user. */
export function getIdentity(admin: Connection, id: string): Promise<ProjectIdentity> {
  return ask(admin, { path: path`/identities/${id}` }, identitySchema);
}

/** Creates a user from what Kratos' `createIdentityBody` holds; the project checks it. */
export function createIdentity(admin: Connection, body: object): Promise<ProjectIdentity> {
  return ask(admin, { method: "POST", path: "/identities", json: body }, identitySchema);
}

/** Removes a user; their sessions, consents and tokens end. */
export async function deleteIdentity(admin: Connection, id: string): Promise<void> {
  await send(admin, { method: "DELETE", path: path`/identities/${id}` });
}
