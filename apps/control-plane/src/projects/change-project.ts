import { isDeepStrictEqual } from "node:util";
import type { JsonPatch, setProjectBodySchema, SuccessfulProjectUpdate } from "@grantry/contracts";
import {
  assertMay,
  type Caller,
  checkProjectDocument,
  ControlError,
  hideSecrets,
  patchProjectDocument,
  type ProjectDocument,
} from "@grantry/control";
import type { ControlStores, ProjectRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "./find-project.js";
import { readProject } from "./read-project.js";

/** What the caller believes to change: a revision, by path or by If-Match. */
export interface Expectation {
  revision?: string | undefined;
  ifMatch?: string | undefined;
}

type Change = (
  document: ProjectDocument,
  project: ProjectRow,
) => Pick<SuccessfulProjectUpdate, "warnings"> & { document: ProjectDocument };

/** Applies a JSON Patch (RFC 6902) to a project; the result is a new revision. */
export function patchProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: { project: string; patch: JsonPatch; expected: Expectation },
): Promise<SuccessfulProjectUpdate> {
  return changeProject(controlPlane, caller, request, (document, project) =>
    patchProjectDocument(
      document,
      {
        id: project.id,
        slug: project.slug,
        revision_id: project.revisionId,
        workspace_id: project.workspaceId,
        home_region: project.homeRegion,
      },
      request.patch,
    ),
  );
}

/** Replaces what somebody may set of a project; the result is a new revision. */
export function setProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: {
    project: string;
    body: z.output<typeof setProjectBodySchema>;
    expected: Expectation;
  },
): Promise<SuccessfulProjectUpdate> {
  return changeProject(controlPlane, caller, request, (document) => {
    const services = { ...document.services, ...request.body.services };
    return checkProjectDocument(document, { ...document, ...request.body, services });
  });
}

async function changeProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: { project: string; expected: Expectation },
  change: Change,
): Promise<SuccessfulProjectUpdate> {
  const changed = await controlPlane.commit(async (stores) => {
    const project = await findProject(stores, caller, request.project);
    assertExpected(project, request.expected);
    const { document: before } = await stores.projects.currentRevision(project);
    const { document, warnings } = change(before, project);
    const result = { id: project.id, warnings };
    assertMayChange(caller, before, document);
    if (isDeepStrictEqual(before, document)) return { result, messages: [] };
    await saveRevision(stores, caller, project, { before, document });
    return { result, messages: [await stores.outbox.add("project.put", project.id)] };
  });
  const project = await readProject(controlPlane, caller, changed.id);
  return { project, warnings: changed.warnings };
}

async function saveRevision(
  stores: ControlStores,
  caller: Caller,
  project: ProjectRow,
  { before, document }: { before: ProjectDocument; document: ProjectDocument },
): Promise<void> {
  const revised = await stores.projects.revise(project, document, caller.actor.label);
  if (revised === "stale") throw staleRevision();
  await stores.audit.record({
    workspaceId: project.workspaceId,
    projectId: project.id,
    actor: caller.actor,
    action: actionOf(before, document),
    target: { type: "project", id: project.id, label: document.name },
    before: { revision: project.revisionId, ...withoutSecrets(before) },
    after: { revision: revised.revisionId, ...withoutSecrets(document) },
  });
}

function assertExpected(project: ProjectRow, { revision, ifMatch }: Expectation): void {
  if (revision !== undefined && revision.toLowerCase() !== project.revisionId)
    throw staleRevision();
  if (ifMatch === undefined || ifMatch.trim() === "*") return;
  const tags = ifMatch.split(",").map((tag) => tag.trim());
  if (!tags.includes(`"${project.revisionId}"`)) {
    throw new ControlError(
      "precondition_failed",
      "The project was changed meanwhile. Read it again.",
    );
  }
}

/** Name, environment and state belong to the project, everything else to its configuration. */
function assertMayChange(caller: Caller, before: ProjectDocument, after: ProjectDocument): void {
  const own = ({ name, environment, state }: ProjectDocument) => ({ name, environment, state });
  const config = ({ cors_public, cors_admin, organizations, services }: ProjectDocument) => ({
    cors_public,
    cors_admin,
    organizations,
    services,
  });
  if (!isDeepStrictEqual(own(before), own(after))) assertMay(caller, "project:write");
  if (!isDeepStrictEqual(config(before), config(after))) assertMay(caller, "config:write");
}

function actionOf(before: ProjectDocument, after: ProjectDocument): string {
  if (before.state === after.state) return "project.update";
  return after.state === "halted" ? "project.halt" : "project.resume";
}

function withoutSecrets(document: ProjectDocument): ProjectDocument {
  return { ...document, services: hideSecrets(document.services) };
}

function staleRevision(): ControlError {
  return new ControlError(
    "stale_revision",
    "The project has a newer revision. Read it again and repeat your change.",
  );
}
