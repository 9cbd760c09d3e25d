import { randomUUID } from "node:crypto";
import type { createProjectBodySchema, Project } from "@grantry/contracts";
import {
  assertMay,
  type Caller,
  ControlError,
  generateSlug,
  newProjectDocument,
} from "@grantry/control";
import type { ControlStores } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { choosePlane } from "../planes/place-project.js";
import { originOf } from "../revisions/save-revision.js";
import { assertRoom } from "../usage/limits.js";
import { readProject } from "./read-project.js";

/**
 * Creates a project and prepares it on its plane before the answer. When the plane does not answer
 * in time the project says `halted` until the outbox has reached it.
 */
export async function createProject(
  controlPlane: ControlPlane,
  caller: Caller,
  body: z.output<typeof createProjectBodySchema>,
): Promise<Project> {
  assertMay(caller, "projects:create");
  if (caller.projectIds) {
    throw new ControlError("forbidden", "Your token is limited to chosen projects.", {
      permission: "projects:create",
    });
  }
  const id = randomUUID();
  await controlPlane.commit(async (stores) => {
    const plane = await choosePlane(stores, body.home_region ?? undefined);
    await assertRoom(controlPlane, stores, caller.workspace.id, "projects");
    const project = await stores.projects.create({
      id,
      workspaceId: caller.workspace.id,
      slug: await takeNewSlug(stores, id),
      planeId: plane.id,
      homeRegion: plane.region,
      document: newProjectDocument(body.name, body.environment),
      createdBy: caller.actor.label,
      origin: { ...originOf(caller), note: "", restoredFrom: null, changedPaths: [] },
    });
    const messages = [
      await stores.outbox.add("project.put", id),
      await stores.outbox.add("project.credentials", id),
    ];
    const { slug, name, environment, planeId } = project;
    await stores.audit.record({
      workspaceId: caller.workspace.id,
      projectId: id,
      actor: caller.actor,
      action: "project.create",
      target: { type: "project", id, label: name },
      before: null,
      after: { slug, name, environment, data_plane: planeId },
    });
    return { result: undefined, messages };
  });
  return readProject(controlPlane, caller, id);
}

async function takeNewSlug(stores: ControlStores, projectId: string): Promise<string> {
  for (;;) {
    const slug = generateSlug();
    if (await stores.projects.takeSlug(slug, projectId)) return slug;
  }
}
