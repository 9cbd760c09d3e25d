import type { EventStream } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Breadcrumb } from "../../components/ui/breadcrumb.js";
import { Card } from "../../components/ui/card.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { streamQuery } from "../../features/streams/api/streams.js";
import { CreateStreamForm } from "../../features/streams/components/create-stream-form.js";
import { DeliveriesList } from "../../features/streams/components/deliveries-list.js";
import { StreamActions, StreamSummary } from "../../features/streams/components/stream-details.js";
import { StreamSecret } from "../../features/streams/components/stream-secret.js";
import {
  CreateStreamLink,
  StreamsList,
  StreamStatus,
} from "../../features/streams/components/streams-list.js";
import { streamTexts as texts } from "../../features/streams/texts.js";
import { useMay } from "../../lib/session.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `P/streams` */
export function StreamsRoute() {
  const project = useProject();
  const may = useMay();
  return (
    <Guarded permission="streams:read">
      <Page
        title={texts.streams}
        context={project.name}
        purpose={texts.purpose}
        actions={may("streams:write") ? <CreateStreamLink project={project} /> : null}
      >
        <Card flush>
          <StreamsList project={project} />
        </Card>
      </Page>
    </Guarded>
  );
}

/** `P/streams/new` */
export function NewStreamRoute() {
  const project = useProject();
  const navigate = useNavigate();
  const [created, setCreated] = useState<EventStream>();
  const params = { project: project.slug };
  const open = (stream: EventStream) =>
    void navigate({
      to: "/projects/$project/streams/$stream",
      params: { ...params, stream: stream.id },
    });
  return (
    <Guarded permission="streams:write">
      <Page title={texts.create} context={project.name} purpose={texts.purpose} width="form">
        <CreateStreamForm
          project={project}
          onCreated={setCreated}
          onCancel={() => void navigate({ to: "/projects/$project/streams", params })}
        />
        {created?.signing_secret === undefined ? null : (
          <StreamSecret secret={created.signing_secret} onClose={() => open(created)} />
        )}
      </Page>
    </Guarded>
  );
}

/** `P/streams/{stream}` */
export function StreamRoute() {
  const project = useProject();
  const may = useMay();
  const { stream: id } = useParams({ from: "/session/projects/$project/streams/$stream" });
  const stream = useQuery(streamQuery(project.id, id));
  const title = stream.data?.description || texts.stream;
  return (
    <Guarded permission="streams:read">
      <Page
        title={title}
        context={project.name}
        status={stream.data ? <StreamStatus stream={stream.data} /> : null}
        breadcrumb={
          <Breadcrumb
            parent={
              <Link to="/projects/$project/streams" params={{ project: project.slug }}>
                {texts.streams}
              </Link>
            }
            current={title}
          />
        }
        actions={
          stream.data && may("streams:write") ? (
            <StreamActions project={project} stream={stream.data} />
          ) : null
        }
      >
        {stream.isPending ? <Skeleton what="event stream" /> : null}
        {stream.isError ? (
          <Card flush>
            <ErrorState
              error={stream.error}
              noun="event stream"
              onRetry={() => void stream.refetch()}
            />
          </Card>
        ) : null}
        {stream.data ? (
          <div className="flex flex-col gap-6">
            <StreamSummary stream={stream.data} />
            <DeliveriesList project={project} stream={stream.data} />
          </div>
        ) : null}
      </Page>
    </Guarded>
  );
}
