import type { ListRevisions, RevisionDifference, RevisionWithDocument } from "@grantry/contracts";
import {
  type Caller,
  configurationEffects,
  documentDifference,
  hideSecrets,
  notFound,
} from "@grantry/control";
import type { ControlStores, ProjectRevisionRow, ProjectRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { Page } from "../http/page.js";
import { servingRevision } from "../projects/change-project.js";
import { findProject } from "../projects/find-project.js";
import { revisionView } from "./revision-view.js";

/** The revisions of a project, the newest first. */
export async function listRevisions(
  { control }: ControlPlane,
  caller: Caller,
  request: { project: string; page: Page },
): Promise<ListRevisions> {
  const project = await findProject(control, caller, request.project);
  const { skip, take, next } = request.page;
  const found = await control.revisions.list(project, { skip, take: take + 1 });
  const serving = await servingRevision(control, project);
  const hasNext = found.length > take;
  return {
    revisions: found.slice(0, take).map((each) => revisionView(project, each, serving)),
    next_page_token: hasNext ? next : "",
    has_next_page: hasNext,
  };
}

/** One revision with what it holds; values that are only written are covered. */
export async function readRevision(
  { control }: ControlPlane,
  caller: Caller,
  request: { project: string; revision: string },
): Promise<RevisionWithDocument> {
  const project = await findProject(control, caller, request.project);
  const revision = await findRevision(control, project, request.revision);
  const { document } = revision;
  return {
    ...revisionView(project, revision, await servingRevision(control, project)),
    document: { ...document, services: hideSecrets(document.services) },
  };
}

/**
 * What lies between two revisions of a project.
 * @param request.against a revision, `current`, or `previous`: the one before
 */
export async function compareRevisions(
  { control }: ControlPlane,
  caller: Caller,
  request: { project: string; revision: string; against: string },
): Promise<RevisionDifference> {
  const project = await findProject(control, caller, request.project);
  const to = await findRevision(control, project, request.revision);
  const from =
    request.against === "previous"
      ? await control.revisions.newestUpTo(project, to.number - 1)
      : await findRevision(control, project, request.against);
  const serving = await servingRevision(control, project);
  return {
    from: from && revisionView(project, from, serving),
    to: revisionView(project, to, serving),
    difference: documentDifference(from?.document, to.document),
    effects: from ? configurationEffects(from.document, to.document) : [],
  };
}

/**
 * A revision of a project by id, by number, or `current`.
 * @throws ControlError `not_found`
 */
export async function findRevision(
  stores: Pick<ControlStores, "projects" | "revisions">,
  project: ProjectRow,
  name: string,
): Promise<ProjectRevisionRow> {
  if (name === "current") return stores.projects.currentRevision(project);
  const revision = await stores.revisions.find(project, name);
  if (!revision) throw notFound("revision");
  return revision;
}
