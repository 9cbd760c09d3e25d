import type { Project } from "@grantry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Field, Textarea } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { projectQuery } from "../../projects/api/projects.js";
import { restoreRevision, tryRestoreQuery } from "../api/configuration.js";
import { configurationTexts as texts } from "../texts.js";
import { Difference } from "./difference.js";

interface RestoreDialogProps {
  project: Project;
  revision: number;
  onClose: () => void;
}

/** Shows what restoring a revision would change, and does it. */
export function RestoreDialog({ project, revision, onClose }: RestoreDialogProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [note, setNote] = useState("");
  const trial = useQuery(tryRestoreQuery(project, revision));
  const restoring = useMutation({
    mutationFn: () => restoreRevision(project, revision, note.trim()),
    onSuccess: async ({ project: next, revision: made }) => {
      queryClient.setQueryData(projectQuery(project.slug).queryKey, next);
      onClose();
      toast(texts.restored(revision, made.number));
      await navigate({
        to: "/projects/$project/configuration/history",
        params: { project: project.slug },
      });
      await queryClient.invalidateQueries({ queryKey: [project.id, "revisions"] });
    },
    onError: () => queryClient.invalidateQueries({ queryKey: projectQuery(project.slug).queryKey }),
  });
  return (
    <Dialog
      title={texts.restoreTitle(revision)}
      description={texts.restoreText}
      width="max-w-2xl"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button
            kind="primary"
            pending={restoring.isPending}
            inactive={!trial.isSuccess || trial.data.difference.length === 0}
            onClick={() => restoring.mutate()}
          >
            {texts.restore(revision)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {restoring.error === null ? null : (
          <FormError error={asApiError(restoring.error)} noun="revision" />
        )}
        {trial.isPending ? <Skeleton what={texts.checking.toLowerCase()} rows={2} /> : null}
        {trial.isError ? (
          <ErrorState error={trial.error} noun="revision" onRetry={() => void trial.refetch()} />
        ) : null}
        {trial.isSuccess && trial.data.difference.length === 0 ? <p>{texts.same}</p> : null}
        {trial.isSuccess && trial.data.difference.length > 0 ? (
          <>
            <Difference
              changes={trial.data.difference}
              effects={trial.data.effects}
              warnings={trial.data.warnings}
            />
            <Field label={texts.note} hint={texts.noteHint} optional>
              {(wiring) => (
                <Textarea
                  {...wiring}
                  rows={2}
                  maxLength={500}
                  value={note}
                  onChange={(event) => setNote(event.target.value)}
                />
              )}
            </Field>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
