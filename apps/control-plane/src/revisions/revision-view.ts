import type { Revision } from "@grantry/contracts";
import type { ProjectRevisionRow, ProjectRow } from "@grantry/persistence";

/** A revision as history shows it. */
export function revisionView(
  project: ProjectRow,
  revision: ProjectRevisionRow,
  serving: { id: string } | null,
): Revision {
  return {
    id: revision.id,
    number: revision.number,
    created_at: revision.createdAt.toISOString(),
    author: { type: revision.authorType, id: revision.authorId, label: revision.createdBy },
    source: revision.source,
    note: revision.note,
    restored_from: revision.restoredFrom,
    changed_paths: revision.changedPaths,
    is_current: revision.id === project.revisionId,
    is_serving: revision.id === serving?.id,
  };
}
