import { notFound } from "@grantry/control";
import type { ControlDatabase, OwnedKind } from "@grantry/persistence";
import type { FastifyRequest } from "fastify";

/** Where a request acts. Without a workspace: in the principal's default one. */
export interface RequestedPlace {
  workspaceId?: string;
  projectId?: string;
  /** What the request named, for the refusal. */
  noun: string;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Parts of a path that name something of one workspace. */
const OWNED: readonly { parameter: string; kind: OwnedKind; noun: string }[] = [
  { parameter: "member", kind: "member", noun: "member" },
  { parameter: "service_account", kind: "service_account", noun: "service account" },
  { parameter: "invitation", kind: "invitation", noun: "invitation" },
  { parameter: "role", kind: "role", noun: "role" },
  { parameter: "token", kind: "personal_access_token", noun: "personal access token" },
];

/**
 * The place that a request names, in this order: the workspace or the project in its path, the
 * workspace of whatever else its path names, `workspace_id` in its query or body.
 * @throws ControlError `not_found` when there is no such thing
 */
export async function requestedPlace(
  control: ControlDatabase,
  request: FastifyRequest,
  projects: "living" | "deleted too" = "living",
): Promise<RequestedPlace> {
  const parameters = new Map(Object.entries(recordOf(request.params)));
  const workspace = parameters.get("workspace");
  if (typeof workspace === "string") return inWorkspace(workspace);
  const project = parameters.get("project");
  if (typeof project === "string") {
    const found = await control.projects.workspaceOf(project, projects);
    if (!found) throw notFound("project");
    return { workspaceId: found.workspaceId, projectId: found.id, noun: "project" };
  }
  for (const { parameter, kind, noun } of OWNED) {
    const id = parameters.get(parameter);
    if (typeof id !== "string") continue;
    // Built-in roles have names, which belong to every workspace.
    if (kind === "role" && !UUID.test(id)) break;
    const workspaceId = UUID.test(id) ? await control.workspaces.owning(kind, id) : undefined;
    if (workspaceId === undefined) throw notFound(noun);
    return { workspaceId, noun };
  }
  const named = recordOf(request.query)["workspace_id"] ?? recordOf(request.body)["workspace_id"];
  return typeof named === "string" ? inWorkspace(named) : { noun: "workspace" };
}

function inWorkspace(id: string): RequestedPlace {
  if (!UUID.test(id)) throw notFound("workspace");
  return { workspaceId: id.toLowerCase(), noun: "workspace" };
}

function recordOf(value: unknown): Record<string, unknown> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}
