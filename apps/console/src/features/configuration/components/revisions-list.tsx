import type { Project, Revision } from "@grantry/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Badge } from "../../../components/ui/badge.js";
import { Button } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { revisionsQuery } from "../api/configuration.js";
import { configurationTexts as texts } from "../texts.js";

/** Every saved state of a project's configuration, newest first. */
export function RevisionsList({ project }: { project: Project }) {
  const revisions = useInfiniteQuery(revisionsQuery(project.id));
  if (revisions.isPending) return <Skeleton what={texts.history.toLowerCase()} />;
  if (revisions.isError) {
    return (
      <ErrorState error={revisions.error} noun="project" onRetry={() => void revisions.refetch()} />
    );
  }
  const rows = revisions.data.pages.flatMap((page) => page.revisions);
  if (rows.length === 0) return <EmptyState sentence={texts.empty} />;
  return (
    <>
      <DataTable
        caption={texts.caption(project.name)}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            header: texts.columns.number,
            cell: (revision) => <RevisionLink project={project} revision={revision} />,
          },
          { header: texts.columns.author, cell: ({ author }) => author.label || author.id },
          {
            header: texts.columns.when,
            cell: ({ created_at: moment }) => <Time moment={moment} />,
          },
          {
            header: texts.columns.note,
            className: "sm:max-w-72",
            cell: ({ note, restored_from: from }) =>
              note || (from === null ? null : texts.restoredFrom(from)),
          },
          {
            header: texts.columns.changes,
            cell: ({ changed_paths: paths }) => texts.changesCount(paths.length),
          },
          { header: texts.columns.source, cell: ({ source }) => texts.sources[source] },
        ]}
      />
      {revisions.hasNextPage ? (
        <div className="border-border border-t px-5 py-3">
          <Button
            size="dense"
            pending={revisions.isFetchingNextPage}
            onClick={() => void revisions.fetchNextPage()}
          >
            {texts.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function RevisionLink({ project, revision }: { project: Project; revision: Revision }) {
  return (
    <span className="inline-flex items-center gap-2">
      <Link
        to="/projects/$project/configuration/history/$revision"
        params={{ project: project.slug, revision: String(revision.number) }}
        className="text-primary rounded-badge inline-flex min-h-6 items-center font-medium tabular-nums underline-offset-2 hover:underline"
      >
        {texts.revision(revision.number)}
      </Link>
      {revision.is_current ? <Badge tone="ok">{texts.current}</Badge> : null}
    </span>
  );
}
