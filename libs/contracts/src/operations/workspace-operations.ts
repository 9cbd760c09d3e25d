import { z } from "zod";
import { createApiKeyBodySchema, workspaceApiKeySchema } from "../api-key.js";
import { memberSchema } from "../member.js";
import { permissionListSchema } from "../whoami.js";
import { listWorkspacesSchema, updateWorkspaceBodySchema, workspaceSchema } from "../workspace.js";
import { listWorkspaceProjectsSchema } from "../workspace-projects.js";
import { ONE_S_OWN, PAGE_QUERY, SIGNED_IN, type Operation } from "./operation.js";

/** Workspaces and who works in them. */
export const WORKSPACE_OPERATIONS = [
  {
    id: "listWorkspaces",
    method: "get",
    path: "/workspaces",
    summary: "List workspaces",
    tag: "workspace",
    access: "workspace:read",
    query: PAGE_QUERY,
    status: 200,
    answer: listWorkspacesSchema,
  },
  {
    id: "getWorkspace",
    method: "get",
    path: "/workspaces/{workspace}",
    summary: "Read a workspace",
    tag: "workspace",
    access: "workspace:read",
    status: 200,
    answer: workspaceSchema,
  },
  {
    id: "updateWorkspace",
    method: "put",
    path: "/workspaces/{workspace}",
    summary: "Rename a workspace",
    tag: "workspace",
    access: "workspace:write",
    body: updateWorkspaceBodySchema,
    status: 200,
    answer: workspaceSchema,
  },
  {
    id: "listWorkspaceProjects",
    method: "get",
    path: "/workspaces/{workspace}/projects",
    summary: "List the projects of a workspace",
    tag: "workspace",
    access: "project:read",
    query: PAGE_QUERY,
    status: 200,
    answer: listWorkspaceProjectsSchema,
  },
  {
    id: "listWorkspaceApiKeys",
    method: "get",
    path: "/workspaces/{workspace}/tokens",
    summary: "List personal access tokens of the whole workspace",
    tag: "workspace",
    access: ONE_S_OWN,
    status: 200,
    answer: z.array(workspaceApiKeySchema),
  },
  {
    id: "createWorkspaceApiKey",
    method: "post",
    path: "/workspaces/{workspace}/tokens",
    summary: "Create a personal access token of the whole workspace",
    tag: "workspace",
    access: SIGNED_IN,
    body: createApiKeyBodySchema,
    status: 201,
    answer: workspaceApiKeySchema,
  },
  {
    id: "deleteWorkspaceApiKey",
    method: "delete",
    path: "/workspaces/{workspace}/tokens/{token}",
    summary: "Revoke a personal access token",
    tag: "workspace",
    access: ONE_S_OWN,
    status: 204,
  },
  {
    id: "listMembers",
    method: "get",
    path: "/members",
    summary: "List members",
    tag: "workspace",
    access: "members:read",
    status: 200,
    answer: z.array(memberSchema),
  },
  {
    id: "listPermissions",
    method: "get",
    path: "/permissions",
    summary: "List permissions and what roles hold",
    tag: "workspace",
    access: SIGNED_IN,
    status: 200,
    answer: permissionListSchema,
  },
] as const satisfies readonly Operation[];
