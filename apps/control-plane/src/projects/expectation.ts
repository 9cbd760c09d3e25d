import { grants } from "@grantry/contracts";
import { type Caller, ControlError, documentDifference } from "@grantry/control";
import type { ControlStores, ProjectRow } from "@grantry/persistence";

/** What the caller believes to change: a revision, by path or by If-Match. */
export interface Expectation {
  revision?: string | undefined;
  ifMatch?: string | undefined;
}

/** Whether a project is still as the caller believes. */
export function isAsExpected(project: ProjectRow, { revision, ifMatch }: Expectation): boolean {
  if (revision !== undefined && revision.toLowerCase() !== project.revisionId) return false;
  if (ifMatch === undefined || ifMatch.trim() === "*") return true;
  return ifMatch
    .split(",")
    .map((tag) => tag.trim())
    .includes(`"${project.revisionId}"`);
}

/** Whether the caller names what it believes to change; else any state will do. */
export function expectsAnything({ revision, ifMatch }: Expectation): boolean {
  return revision !== undefined || ifMatch !== undefined;
}

/**
 * The refusal of a change to what is no longer there: 412 for If-Match (RFC 9110 §13.1.1), 409 for
 * a revision. It tells who saved what meanwhile, as far as the caller may read it.
 */
export async function staleRevision(
  stores: Pick<ControlStores, "projects" | "revisions">,
  caller: Caller,
  project: ProjectRow,
  expected: Expectation,
): Promise<ControlError> {
  const details = await meanwhile(stores, caller, project, expected);
  return expected.revision === undefined && expected.ifMatch !== undefined
    ? new ControlError(
        "precondition_failed",
        "The project was changed meanwhile. Read it again.",
        details,
      )
    : new ControlError(
        "stale_revision",
        "The project has a newer revision. Read it again and repeat your change.",
        details,
      );
}

async function meanwhile(
  stores: Pick<ControlStores, "projects" | "revisions">,
  caller: Caller,
  project: ProjectRow,
  { revision, ifMatch }: Expectation,
): Promise<Record<string, unknown>> {
  if (!grants(caller.permissions, "config:read")) return {};
  const fresh = (await stores.projects.find(project.workspaceId, project.id)) ?? project;
  const current = await stores.projects.currentRevision(fresh);
  const named = revision ?? ifMatch?.replaceAll('"', "").trim() ?? "";
  const base = await stores.revisions.find(project, named);
  return {
    current_revision: { id: current.id, number: current.number },
    saved_by: current.createdBy,
    saved_at: current.createdAt.toISOString(),
    ...(base ? { difference: documentDifference(base.document, current.document) } : {}),
  };
}
