import type { IdentitySession, ProjectIdentity } from "@grantry/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callApi, read, readAll, write } from "../../../lib/api.js";
import { nextPageToken } from "../../../lib/link-header.js";

const PAGE_SIZE = 50;

function usersPath(projectId: string, ...parts: string[]): string {
  return [`/projects/${projectId}/admin/identities`, ...parts.map(encodeURIComponent)].join("/");
}

export interface UsersFilter {
  /** The address somebody signs in with, in full. */
  address?: string | undefined;
  cursor?: string | undefined;
}

/** One page of the users of a project, newest first; the cursor of the next is in the Link header. */
export function usersQuery(projectId: string, { address, cursor }: UsersFilter) {
  return queryOptions({
    queryKey: [projectId, "users", { address, cursor }],
    queryFn: async ({ signal }) => {
      const { data, headers } = await callApi<ProjectIdentity[]>("GET", usersPath(projectId), {
        query: { page_size: PAGE_SIZE, page_token: cursor, credentials_identifier: address },
        signal,
      });
      return { users: data, next: nextPageToken(headers.get("link")) };
    },
    placeholderData: keepPreviousData,
  });
}

/** One user. */
export function userQuery(projectId: string, id: string) {
  return queryOptions({
    queryKey: [projectId, "user", id],
    queryFn: ({ signal }) => read<ProjectIdentity>(usersPath(projectId, id), { signal }),
  });
}

/** Where a user is signed in. */
export function userSessionsQuery(projectId: string, id: string) {
  return queryOptions({
    queryKey: [projectId, "user", id, "sessions"],
    queryFn: ({ signal }) =>
      readAll<IdentitySession>(usersPath(projectId, id, "sessions"), { signal }),
  });
}

export interface NewUser {
  email: string;
  name: string;
  /** Empty: none yet. */
  password: string;
}

/** Creates a user. */
export function createUser(
  projectId: string,
  { email, name, password }: NewUser,
  idempotencyKey: string,
): Promise<ProjectIdentity> {
  const body = {
    schema_id: "default",
    traits: { email, ...(name === "" ? {} : { name }) },
    ...(password === "" ? {} : { credentials: { password: { config: { password } } } }),
  };
  return write<ProjectIdentity>("POST", usersPath(projectId), body, idempotencyKey);
}

/** Lets a user sign in again, or no more; `inactive` ends sessions, tokens and consents. */
export function setUserState(
  projectId: string,
  id: string,
  state: ProjectIdentity["state"],
): Promise<ProjectIdentity> {
  const patch = [{ op: "replace", path: "/state", value: state }];
  return write<ProjectIdentity>("PATCH", usersPath(projectId, id), patch);
}

/** Deletes a user with everything that hangs on them. */
export function deleteUser(projectId: string, id: string): Promise<void> {
  return write<void>("DELETE", usersPath(projectId, id));
}

/** Signs a user out everywhere. */
export function endSessions(projectId: string, id: string): Promise<void> {
  return write<void>("DELETE", usersPath(projectId, id, "sessions"));
}
