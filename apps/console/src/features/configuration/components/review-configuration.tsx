import type { JsonPatch, Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Field, Textarea } from "../../../components/ui/field.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { saveTexts, uiTexts } from "../../../components/ui/texts.js";
import { tryChange } from "../api/configuration.js";
import { configurationTexts as texts } from "../texts.js";
import { Difference } from "./difference.js";

interface ReviewConfigurationProps {
  project: Project;
  patch: JsonPatch;
  pending: boolean;
  /** The dry run was refused: the page shows why. */
  onRefused: (error: unknown) => void;
  onSave: (note: string) => void;
  onClose: () => void;
}

/** Asks the server what a change would do before it is saved. */
export function ReviewConfiguration({
  project,
  patch,
  pending,
  onRefused,
  onSave,
  onClose,
}: ReviewConfigurationProps) {
  const [note, setNote] = useState("");
  const trial = useQuery({
    queryKey: [project.id, "configuration", "trial", project.revision_id, patch],
    queryFn: async () => {
      try {
        return await tryChange({ project, patch });
      } catch (thrown) {
        onRefused(thrown);
        throw thrown;
      }
    },
    gcTime: 0,
    retry: false,
  });
  return (
    <Dialog
      title={saveTexts.reviewTitle(project.name)}
      width="max-w-2xl"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button
            kind="primary"
            pending={pending}
            inactive={!trial.isSuccess}
            onClick={() => onSave(note.trim())}
          >
            {saveTexts.save}
          </Button>
        </>
      }
    >
      {trial.isPending ? <Skeleton what={texts.checking.toLowerCase()} rows={2} /> : null}
      {trial.isError ? (
        <ErrorState error={trial.error} noun="project" onRetry={() => void trial.refetch()} />
      ) : null}
      {trial.isSuccess ? (
        <div className="flex flex-col gap-4">
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
        </div>
      ) : null}
    </Dialog>
  );
}
