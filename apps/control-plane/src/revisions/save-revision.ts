import {
  type Caller,
  documentDifference,
  hideSecrets,
  type ProjectDocument,
} from "@grantry/control";
import type { ControlStores, ProjectRow, RevisionOrigin } from "@grantry/persistence";

/** A document on its way to become a revision. */
export interface NewRevision {
  before: ProjectDocument;
  document: ProjectDocument;
  note: string;
  /** The number of the revision that it brings back. */
  restoredFrom?: number;
}

/**
 * Makes a document the current revision of a project and records it.
 * @returns the project as it is then, or `stale` when another revision came between
 */
export async function saveRevision(
  stores: ControlStores,
  caller: Caller,
  project: ProjectRow,
  { before, document, note, restoredFrom }: NewRevision,
): Promise<ProjectRow | "stale"> {
  const changedPaths = documentDifference(before, document).map(({ path }) => path);
  const revised = await stores.projects.revise(project, document, {
    ...originOf(caller),
    note,
    restoredFrom: restoredFrom ?? null,
    changedPaths,
  });
  if (revised === "stale") return revised;
  await stores.audit.record({
    workspaceId: project.workspaceId,
    projectId: project.id,
    actor: caller.actor,
    action: restoredFrom === undefined ? actionOf(before, document) : "project.restore_revision",
    target: { type: "project", id: project.id, label: document.name },
    before: { revision: project.revisionId, ...covered(before) },
    after: { revision: revised.revisionId, ...covered(document) },
  });
  return revised;
}

/** Who makes a revision, and by which way. */
export function originOf(caller: Caller): Pick<RevisionOrigin, "author" | "source"> {
  const { type, id, label } = caller.actor;
  const isCommandLine =
    caller.credential === "cli_token" || caller.actor.userAgent?.startsWith("grantry-cli") === true;
  const source =
    caller.credential === "console_session" ? "console" : isCommandLine ? "cli" : "api";
  return { author: { type, id, label }, source };
}

function actionOf(before: ProjectDocument, after: ProjectDocument): string {
  if (before.state === after.state) return "project.update";
  return after.state === "halted" ? "project.halt" : "project.resume";
}

function covered(document: ProjectDocument): ProjectDocument {
  return { ...document, services: hideSecrets(document.services) };
}
