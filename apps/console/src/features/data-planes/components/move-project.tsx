import type { Project } from "@grantry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { Field, Select } from "../../../components/ui/field.js";
import { Status } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { dataPlanesQuery, hasEnded, moveProject, moveQuery } from "../api/data-planes.js";
import { planeTexts as texts } from "../texts.js";

/** Moves a project to another data plane; absent where there is only one. */
export function MoveProject({ project }: { project: Project }) {
  const may = useMay();
  const planes = useQuery({ ...dataPlanesQuery, enabled: may("planes:write") });
  const queryClient = useQueryClient();
  const [target, setTarget] = useState("");
  const [asking, setAsking] = useState(false);
  const others = (planes.data ?? []).filter(({ id }) => id !== project.data_plane);
  // Asked where it can be shown only: a project that never moved is answered 404.
  const move = useQuery({ ...moveQuery(project), enabled: others.length > 0 });
  const ended = move.data ? hasEnded(move.data) : true;
  useEffect(() => {
    if (ended) void queryClient.invalidateQueries({ queryKey: ["project", project.slug] });
  }, [ended, project.slug, queryClient]);
  const moving = useMutation({
    mutationFn: () => moveProject(project, target),
    onSuccess: async (begun) => {
      queryClient.setQueryData(moveQuery(project).queryKey, begun);
      setAsking(false);
      setTarget("");
      toast(texts.begun);
      await queryClient.invalidateQueries({ queryKey: [project.id, "move"] });
    },
  });
  if (!may("planes:write") || others.length === 0) return null;
  return (
    <Card title={texts.move} description={texts.moveText}>
      <div className="flex flex-col gap-4">
        <p>
          {texts.livesOn} <code>{project.data_plane}</code>
        </p>
        {move.data ? (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Status
              kind={move.data.state === "failed" ? "failure" : ended ? "ok" : "running"}
            >{`${texts.last}: ${texts.moveStates[move.data.state]}`}</Status>
            <span>{texts.fromTo(move.data.from_data_plane, move.data.to_data_plane)}</span>
            <span className="text-muted-foreground">{texts.rows(move.data.rows)}</span>
            <Time moment={move.data.updated_at} />
            {move.data.failure === null ? null : <span>{move.data.failure}</span>}
          </p>
        ) : null}
        <div className="flex flex-wrap items-end gap-2">
          <Field label={texts.moveTo}>
            {(wiring) => (
              <Select
                {...wiring}
                className="w-64 max-w-full"
                value={target}
                onChange={(event) => setTarget(event.target.value)}
              >
                <option value="">{texts.choose}</option>
                {others.map(({ id, name, region }) => (
                  <option key={id} value={id}>
                    {`${name} (${region})`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button inactive={target === "" || !ended} onClick={() => setAsking(true)}>
            {texts.moveButton}
          </Button>
        </div>
      </div>
      {asking ? (
        <ConfirmDialog
          title={texts.moveTitle(project.name)}
          effect={texts.moveEffect(project.data_plane, target)}
          action={texts.moveButton}
          pending={moving.isPending}
          error={moving.error === null ? null : asApiError(moving.error)}
          onConfirm={() => moving.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}
