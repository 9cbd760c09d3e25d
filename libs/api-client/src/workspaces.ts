import {
  listWorkspacesSchema,
  permissionListSchema,
  whoamiSchema,
  workspaceSchema,
  type ListWorkspaces,
  type PermissionList,
  type Whoami,
  type Workspace,
} from "@grantry/contracts";
import { ask, path, type Connection } from "./connection.js";

/** The workspaces of the caller, one page. */
export function listWorkspaces(api: Connection, pageToken?: string): Promise<ListWorkspaces> {
  return ask(api, { path: "/workspaces", query: { page_token: pageToken } }, listWorkspacesSchema);
}

/** One workspace by id. */
export function getWorkspace(api: Connection, workspace: string): Promise<Workspace> {
  return ask(api, { path: path`/workspaces/${workspace}` }, workspaceSchema);
}

/** Who the credential of this connection is. */
export function whoami(api: Connection): Promise<Whoami> {
  return ask(api, { path: "/whoami" }, whoamiSchema);
}

/** Every permission there is, and what each role holds. */
export function listPermissions(api: Connection): Promise<PermissionList> {
  return ask(api, { path: "/permissions" }, permissionListSchema);
}
