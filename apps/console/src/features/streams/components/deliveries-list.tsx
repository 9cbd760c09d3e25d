import type { EventDelivery, EventStream, Project } from "@grantry/contracts";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { errorText } from "../../../components/ui/error-text.js";
import { Select } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Status, type StatusKind } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { count } from "../../../lib/format.js";
import { useMay } from "../../../lib/session.js";
import { deliveriesQuery, redeliver } from "../api/streams.js";
import { streamTexts as texts } from "../texts.js";
import { DeliveryDialog } from "./delivery-dialog.js";

const STATES = ["", "waiting", "delivered", "failed"] as const;
type State = (typeof STATES)[number];

const kinds: Record<EventDelivery["state"], StatusKind> = {
  waiting: "running",
  delivered: "ok",
  failed: "failure",
};

/** What was sent to a stream; each event can be read and sent again. */
export function DeliveriesList({ project, stream }: { project: Project; stream: EventStream }) {
  const [state, setState] = useState<State>("");
  return (
    <Card
      title={texts.deliveries}
      description={texts.deliveriesText}
      flush
      actions={
        <Select
          aria-label={texts.state}
          className="w-auto"
          value={state}
          onChange={(event) => setState(STATES.find((each) => each === event.target.value) ?? "")}
        >
          {STATES.map((each) => (
            <option key={each} value={each}>
              {texts.states[each]}
            </option>
          ))}
        </Select>
      }
    >
      <Deliveries project={project} stream={stream} state={state} />
    </Card>
  );
}

interface DeliveriesProps {
  project: Project;
  stream: EventStream;
  state: State;
}

function Deliveries({ project, stream, state }: DeliveriesProps) {
  const may = useMay();
  const queryClient = useQueryClient();
  const [shown, setShown] = useState<EventDelivery>();
  const deliveries = useInfiniteQuery(deliveriesQuery(project.id, stream.id, state));
  const sending = useMutation({
    mutationFn: (id: string) => redeliver(project.id, stream.id, id),
    onSuccess: async () => {
      toast(texts.redelivered);
      await queryClient.invalidateQueries({ queryKey: [project.id, "streams"] });
    },
    onError: (thrown) => toast(errorText(asApiError(thrown), "delivery"), "failure"),
  });
  if (deliveries.isPending) return <Skeleton what={texts.deliveries.toLowerCase()} />;
  if (deliveries.isError) {
    return (
      <ErrorState
        error={deliveries.error}
        noun="event stream"
        onRetry={() => void deliveries.refetch()}
      />
    );
  }
  const rows = deliveries.data.pages.flatMap((page) => page.deliveries);
  if (rows.length === 0) {
    return <EmptyState sentence={state === "" ? texts.noDeliveries : texts.noMatch} />;
  }
  const { deliveryColumns: columns } = texts;
  return (
    <>
      <DataTable
        caption={texts.deliveries}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            header: columns.event,
            cell: (delivery) => (
              <button
                type="button"
                aria-label={texts.show(delivery.event.type)}
                className="text-primary rounded-badge inline-flex min-h-6 items-center underline-offset-2 hover:underline"
                onClick={() => setShown(delivery)}
              >
                <code>{delivery.event.type}</code>
              </button>
            ),
          },
          {
            header: columns.state,
            cell: (delivery) => (
              <Status kind={kinds[delivery.state]}>{texts.states[delivery.state]}</Status>
            ),
          },
          {
            header: columns.answer,
            className: "sm:max-w-72",
            cell: ({ status, error, milliseconds }) => (
              <span className="break-words">
                {[
                  status === null ? null : String(status),
                  error,
                  milliseconds === null ? null : texts.took(milliseconds),
                ]
                  .filter((part) => part !== null)
                  .join(" · ") || texts.noAnswer}
              </span>
            ),
          },
          { header: columns.attempts, cell: ({ attempts }) => count(attempts) },
          { header: columns.time, cell: ({ created_at: moment }) => <Time moment={moment} /> },
          ...(may("streams:write")
            ? [
                {
                  header: columns.actions,
                  cell: (delivery: EventDelivery) => (
                    <Button
                      size="dense"
                      aria-label={texts.redeliverOf(delivery.event.type)}
                      pending={sending.isPending && sending.variables === delivery.id}
                      onClick={() => sending.mutate(delivery.id)}
                    >
                      {texts.redeliver}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {deliveries.hasNextPage ? (
        <div className="border-border border-t px-5 py-3">
          <Button
            size="dense"
            pending={deliveries.isFetchingNextPage}
            onClick={() => void deliveries.fetchNextPage()}
          >
            {texts.more}
          </Button>
        </div>
      ) : null}
      {shown === undefined ? null : (
        <DeliveryDialog delivery={shown} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}
