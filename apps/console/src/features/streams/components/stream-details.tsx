import type { EventStream, Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { Note } from "../../../components/ui/note.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { errorText } from "../../../components/ui/error-text.js";
import { asApiError } from "../../../lib/api-error.js";
import { count } from "../../../lib/format.js";
import { deleteStream, rollStreamSecret, setStream, testStream } from "../api/streams.js";
import { streamTexts as texts } from "../texts.js";
import { StreamSecret } from "./stream-secret.js";

interface StreamProps {
  project: Project;
  stream: EventStream;
}

/** Pause, resume, test, roll and delete. */
export function StreamActions({ project, stream }: StreamProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"roll" | "delete">();
  const [secret, setSecret] = useState<string>();
  const refresh = () => queryClient.invalidateQueries({ queryKey: [project.id, "streams"] });
  const failed = (thrown: unknown) =>
    toast(errorText(asApiError(thrown), "event stream"), "failure");
  const isPaused = stream.status === "paused";
  const switching = useMutation({
    mutationFn: () => setStream(project.id, stream.id, { status: isPaused ? "active" : "paused" }),
    onSuccess: async (next) => {
      toast(next.status === "paused" ? texts.pausedNow : texts.resumedNow);
      await refresh();
    },
    onError: failed,
  });
  const testing = useMutation({
    mutationFn: () => testStream(project.id, stream.id),
    onSuccess: async () => {
      toast(texts.tested);
      await refresh();
    },
    onError: failed,
  });
  const rolling = useMutation({
    mutationFn: () => rollStreamSecret(project.id, stream.id),
    onSuccess: async (next) => {
      setAsking(undefined);
      setSecret(next.signing_secret);
      rolling.reset();
      await refresh();
    },
    gcTime: 0,
  });
  const deleting = useMutation({
    mutationFn: () => deleteStream(project.id, stream.id),
    onSuccess: async () => {
      toast(texts.deleted);
      await navigate({ to: "/projects/$project/streams", params: { project: project.slug } });
      queryClient.removeQueries({ queryKey: [project.id, "streams", stream.id] });
      await refresh();
    },
  });
  const action = asking === "roll" ? rolling : deleting;
  return (
    <>
      <Button pending={testing.isPending} onClick={() => testing.mutate()}>
        {texts.test}
      </Button>
      <Button pending={switching.isPending} onClick={() => switching.mutate()}>
        {isPaused ? texts.resume : texts.pause}
      </Button>
      <Button onClick={() => setAsking("roll")}>{texts.roll}</Button>
      <Button kind="destructive" onClick={() => setAsking("delete")}>
        {texts.delete}
      </Button>
      {asking === undefined ? null : (
        <ConfirmDialog
          title={asking === "roll" ? texts.rollTitle : texts.deleteTitle}
          effect={asking === "roll" ? texts.rollText : texts.deleteText(stream.waiting)}
          action={asking === "roll" ? texts.roll : texts.delete}
          pending={action.isPending}
          error={action.error === null ? null : asApiError(action.error)}
          onConfirm={() => action.mutate()}
          onClose={() => setAsking(undefined)}
        />
      )}
      {secret === undefined ? null : (
        <StreamSecret secret={secret} onClose={() => setSecret(undefined)} />
      )}
    </>
  );
}

/** Where a stream sends what, and how that goes. */
export function StreamSummary({ stream }: { stream: EventStream }) {
  const rows: readonly (readonly [string, ReactNode])[] = [
    [texts.address, <Identifier key="a" value={stream.https_endpoint} what="address" full />],
    [texts.types, stream.types.length === 0 ? texts.allTypes : stream.types.join(", ")],
    [texts.columns.delivered, count(stream.delivered_24h)],
    [texts.columns.failed, count(stream.failed_24h)],
    [
      texts.columns.oldest,
      stream.oldest_waiting_at === null ? (
        texts.nothingWaits
      ) : (
        <Time key="o" moment={stream.oldest_waiting_at} />
      ),
    ],
    ...(stream.previous_secret_expires_at === null
      ? []
      : [[texts.oldSecret, <Time key="s" moment={stream.previous_secret_expires_at} />] as const]),
    [texts.id, <Identifier key="i" value={stream.id} what="stream ID" full />],
  ];
  return (
    <>
      {stream.pause_reason === null ? null : <Note kind="failure">{stream.pause_reason}</Note>}
      <Card title={texts.details}>
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[11rem_1fr]">
          {rows.map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-muted-foreground">{label}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </>
  );
}
