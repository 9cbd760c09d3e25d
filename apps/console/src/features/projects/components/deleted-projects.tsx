import type { DeletedProject } from "@grantry/contracts";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { environments } from "../../../components/ui/environment.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { errorText } from "../../../components/ui/error-text.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { calendarDay } from "../../../lib/format.js";
import { useMayIn, useSession } from "../../../lib/session.js";
import { deletedProjectsQuery, purgeProject, restoreProject } from "../api/deleted-projects.js";
import { projectTexts as texts } from "../texts.js";

/** Deleted projects, until they are purged: each can be restored or ended for good. */
export function DeletedProjects() {
  const { workspace } = useSession();
  const deleted = useInfiniteQuery(deletedProjectsQuery(workspace.id));
  if (deleted.isPending) return <Skeleton what={texts.deletedProjects.toLowerCase()} rows={2} />;
  if (deleted.isError) {
    return (
      <ErrorState error={deleted.error} noun="workspace" onRetry={() => void deleted.refetch()} />
    );
  }
  const projects = deleted.data.pages.flatMap((page) => page.projects);
  if (projects.length === 0) return <EmptyState sentence={texts.deletedEmpty} />;
  const { deletedColumns: columns } = texts;
  return (
    <>
      <DataTable
        caption={texts.deletedCaption(workspace.name)}
        rows={projects}
        refreshing={deleted.isRefetching}
        keyOf={({ id }) => id}
        columns={[
          {
            header: columns.name,
            cell: ({ name, slug }) => (
              <span className="flex min-w-0 flex-col">
                <span className="font-medium break-words">{name}</span>
                <Identifier value={slug} what="slug" full />
              </span>
            ),
          },
          {
            header: columns.deleted,
            cell: ({ deleted_at: moment }) => <Time moment={moment} />,
          },
          {
            header: columns.until,
            cell: ({ purge_at: moment }) => (
              <time dateTime={moment} className="whitespace-nowrap">
                {calendarDay(moment)}
              </time>
            ),
          },
          {
            header: columns.actions,
            cell: (project) => <DeletedProjectActions project={project} />,
          },
        ]}
      />
      {deleted.hasNextPage ? (
        <div className="border-border border-t px-5 py-3">
          <Button
            size="dense"
            pending={deleted.isFetchingNextPage}
            onClick={() => void deleted.fetchNextPage()}
          >
            {texts.deletedMore}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function DeletedProjectActions({ project }: { project: DeletedProject }) {
  const may = useMayIn()(project.id);
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { id, slug, name } = project;
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: [`workspace:${project.workspace_id}`] });
  const restoring = useMutation({
    mutationFn: () => restoreProject(id),
    onSuccess: async () => {
      toast(texts.restored(name));
      await refresh();
    },
    onError: (thrown) => toast(errorText(asApiError(thrown), "project"), "failure"),
  });
  const purging = useMutation({
    mutationFn: () => purgeProject(id, slug),
    onSuccess: async () => {
      toast(texts.purged(name));
      await refresh();
    },
  });
  if (!may("project:delete")) return null;
  return (
    <span className="flex flex-wrap gap-2">
      <Button
        size="dense"
        aria-label={texts.restoreOf(name)}
        pending={restoring.isPending}
        onClick={() => restoring.mutate()}
      >
        {texts.restore}
      </Button>
      <Button size="dense" aria-label={texts.purgeOf(name)} onClick={() => setAsking(true)}>
        {texts.purge}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={texts.purgeTitle(name)}
          effect={texts.purgeText(name, environments[project.environment].word)}
          action={texts.purge}
          typed={slug}
          pending={purging.isPending}
          error={purging.error === null ? null : asApiError(purging.error)}
          onConfirm={() => purging.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </span>
  );
}
