import type { DataPlane } from "@grantry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { errorText } from "../../../components/ui/error-text.js";
import { Checkbox } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Status, type StatusKind } from "../../../components/ui/status.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { dataPlanesQuery, setAcceptsNew } from "../api/data-planes.js";
import { planeTexts as texts } from "../texts.js";

const kinds: Record<DataPlane["state"], StatusKind> = {
  healthy: "ok",
  failing: "failure",
  unknown: "neutral",
};

/** Every data plane with its health and how many projects live there. */
export function DataPlanesList() {
  const planes = useQuery(dataPlanesQuery);
  if (planes.isPending) return <Skeleton what={texts.planes.toLowerCase()} />;
  if (planes.isError) {
    return (
      <ErrorState error={planes.error} noun="data plane" onRetry={() => void planes.refetch()} />
    );
  }
  if (planes.data.length === 0) return <EmptyState sentence={texts.empty} />;
  const { columns } = texts;
  return (
    <DataTable
      caption={texts.caption}
      rows={planes.data}
      keyOf={({ id }) => id}
      columns={[
        {
          header: columns.plane,
          cell: ({ id, name }) => (
            <>
              <span className="block font-medium">{name}</span>
              <code className="text-badge text-muted-foreground">{id}</code>
            </>
          ),
        },
        { header: columns.region, cell: ({ region }) => <code>{region}</code> },
        {
          header: columns.state,
          cell: ({ state, failure }) => (
            <>
              <Status kind={kinds[state]}>{texts.states[state]}</Status>
              {failure === null ? null : (
                <span className="text-muted-foreground block break-words">{failure}</span>
              )}
            </>
          ),
        },
        {
          header: columns.database,
          cell: ({ database }) => (
            <Status kind={kinds[database.state]}>{texts.states[database.state]}</Status>
          ),
        },
        {
          header: columns.answer,
          cell: ({ processes }) => {
            const slowest = Math.max(...processes.map(({ milliseconds }) => milliseconds ?? -1));
            return slowest < 0 ? null : texts.milliseconds(slowest);
          },
        },
        { header: columns.version, cell: ({ version }) => version },
        {
          header: columns.projects,
          cell: ({ projects, capacity }) => texts.ofCapacity(projects, capacity),
        },
        { header: columns.acceptsNew, cell: (plane) => <AcceptsNew plane={plane} /> },
      ]}
    />
  );
}

function AcceptsNew({ plane }: { plane: DataPlane }) {
  const may = useMay();
  const queryClient = useQueryClient();
  const switching = useMutation({
    mutationFn: (acceptsNew: boolean) => setAcceptsNew(plane.id, acceptsNew),
    onSuccess: async ({ name, accepts_new: accepts }) => {
      toast(accepts ? texts.nowAccepts(name) : texts.nowRefuses(name));
      await queryClient.invalidateQueries({ queryKey: dataPlanesQuery.queryKey });
    },
    onError: (thrown) => toast(errorText(asApiError(thrown), "data plane"), "failure"),
  });
  if (!may("planes:write")) return <>{plane.accepts_new ? texts.yes : texts.no}</>;
  return (
    <Checkbox
      label={
        <>
          <span aria-hidden>{plane.accepts_new ? texts.yes : texts.no}</span>
          <span className="sr-only">{texts.acceptsNewOf(plane.name)}</span>
        </>
      }
      checked={switching.isPending ? switching.variables : plane.accepts_new}
      disabled={switching.isPending}
      onChange={(event) => switching.mutate(event.target.checked)}
    />
  );
}
