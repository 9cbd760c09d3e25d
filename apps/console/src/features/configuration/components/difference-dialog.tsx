import type { SuccessfulProjectUpdate } from "@grantry/contracts";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Field, Textarea } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { asApiError } from "../../../lib/api-error.js";
import { configurationTexts as texts } from "../texts.js";
import { Difference } from "./difference.js";

interface DifferenceDialogProps {
  title: string;
  description?: string;
  /** What the server says the change would do. */
  trial: UseQueryResult<SuccessfulProjectUpdate>;
  /** What would not be there when the trial is refused. */
  noun: string;
  /** Verb and noun of the button that does it. */
  action: string;
  pending: boolean;
  /** Why doing it was refused. */
  refusal?: unknown;
  onConfirm: (note: string) => void;
  onClose: () => void;
}

/** Shows what a change would do, takes a note for history, and lets it be done. */
export function DifferenceDialog({
  title,
  description,
  trial,
  noun,
  action,
  pending,
  refusal = null,
  onConfirm,
  onClose,
}: DifferenceDialogProps) {
  const [note, setNote] = useState("");
  const differs = trial.data !== undefined && trial.data.difference.length > 0;
  return (
    <Dialog
      title={title}
      description={description}
      width="max-w-2xl"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button
            kind="primary"
            pending={pending}
            inactive={!differs}
            onClick={() => onConfirm(note.trim())}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {refusal === null ? null : <FormError error={asApiError(refusal)} noun={noun} />}
        {trial.isPending ? <Skeleton what={texts.checking.toLowerCase()} rows={2} /> : null}
        {trial.isError ? (
          <ErrorState error={trial.error} noun={noun} onRetry={() => void trial.refetch()} />
        ) : null}
        {trial.isSuccess && !differs ? <p>{texts.same}</p> : null}
        {trial.isSuccess && differs ? (
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
