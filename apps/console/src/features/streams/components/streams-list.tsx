import type { EventStream, Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { buttonClass } from "../../../components/ui/button.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Status } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { count } from "../../../lib/format.js";
import { useMay } from "../../../lib/session.js";
import { streamsQuery } from "../api/streams.js";
import { streamTexts as texts } from "../texts.js";

/** The way to the form. */
export function CreateStreamLink({ project }: { project: Project }) {
  return (
    <Link
      to="/projects/$project/streams/new"
      params={{ project: project.slug }}
      className={buttonClass("primary")}
    >
      {texts.create}
    </Link>
  );
}

/** Whether a stream sends, or why it does not. */
export function StreamStatus({ stream }: { stream: EventStream }) {
  if (stream.status === "active") return <Status kind="ok">{texts.active}</Status>;
  return (
    <Status kind={stream.pause_reason === null ? "neutral" : "failure"}>{texts.paused}</Status>
  );
}

/** Every event stream of a project with what became of its events. */
export function StreamsList({ project }: { project: Project }) {
  const may = useMay();
  const streams = useQuery(streamsQuery(project.id));
  if (streams.isPending) return <Skeleton what={texts.streams.toLowerCase()} />;
  if (streams.isError) {
    return (
      <ErrorState error={streams.error} noun="project" onRetry={() => void streams.refetch()} />
    );
  }
  if (streams.data.length === 0) {
    return (
      <EmptyState
        sentence={texts.empty}
        action={may("streams:write") ? <CreateStreamLink project={project} /> : null}
      />
    );
  }
  return (
    <DataTable
      caption={texts.caption(project.name)}
      rows={streams.data}
      keyOf={({ id }) => id}
      refreshing={streams.isRefetching}
      columns={[
        {
          header: texts.columns.address,
          className: "sm:max-w-80",
          cell: ({ id, https_endpoint: address }) => (
            <Link
              to="/projects/$project/streams/$stream"
              params={{ project: project.slug, stream: id }}
              className="text-primary rounded-badge inline-flex min-h-6 items-center font-medium break-all underline-offset-2 hover:underline"
            >
              {address}
            </Link>
          ),
        },
        {
          header: texts.columns.description,
          className: "sm:max-w-64",
          cell: ({ description }) => description || null,
        },
        {
          header: texts.columns.types,
          cell: ({ types }) => (types.length === 0 ? texts.allTypes : count(types.length)),
        },
        { header: texts.columns.state, cell: (stream) => <StreamStatus stream={stream} /> },
        { header: texts.columns.delivered, cell: (stream) => count(stream.delivered_24h) },
        { header: texts.columns.failed, cell: (stream) => count(stream.failed_24h) },
        {
          header: texts.columns.oldest,
          cell: ({ oldest_waiting_at: oldest }) =>
            oldest === null ? texts.nothingWaits : <Time moment={oldest} />,
        },
      ]}
    />
  );
}
