import {
  projectMemberSchema,
  projectMetadataSchema,
  projectSchema,
  type CreateProjectBody,
  type JsonPatch,
  type ProjectMember,
} from "@grantry/contracts";
import { z } from "zod";
import { ask, path, send, type Connection } from "./connection.js";
import { askEveryPage } from "./pages.js";

// Answers are shown whole: members this version does not know stay in them.
const projectShape = projectSchema.loose().extend({ issuer: z.string().optional() });
const projectListShape = z.array(projectMetadataSchema.loose());
const projectUpdateShape = z.looseObject({
  project: projectShape,
  warnings: z.array(z.looseObject({ message: z.string() })),
});

export type ProjectDocument = z.infer<typeof projectShape>;
export type ProjectSummary = z.infer<typeof projectListShape>[number];
export type ProjectUpdate = z.infer<typeof projectUpdateShape>;

/** Creates a project; it is ready when this returns. */
export function createProject(api: Connection, body: CreateProjectBody): Promise<ProjectDocument> {
  return ask(api, { method: "POST", path: "/projects", json: body }, projectShape);
}

/** Every project the caller may see. */
export function listProjects(api: Connection): Promise<ProjectSummary[]> {
  return askEveryPage(api, { path: "/projects" }, projectListShape);
}

/** One project by id or slug. */
export function getProject(api: Connection, project: string): Promise<ProjectDocument> {
  return ask(api, { path: path`/projects/${project}` }, projectShape);
}

/** Changes a project by JSON Patch (RFC 6902). */
export function patchProject(
  api: Connection,
  project: string,
  patch: JsonPatch,
): Promise<ProjectUpdate> {
  const call = { method: "PATCH", path: path`/projects/${project}`, json: patch } as const;
  return ask(api, call, projectUpdateShape);
}

/** Deletes a project with everything in it. */
export async function deleteProject(api: Connection, project: string): Promise<void> {
  await send(api, { method: "DELETE", path: path`/projects/${project}` });
}

/** The members who may work on a project. */
export function listProjectMembers(api: Connection, project: string): Promise<ProjectMember[]> {
  return ask(api, { path: path`/projects/${project}/members` }, z.array(projectMemberSchema));
}
