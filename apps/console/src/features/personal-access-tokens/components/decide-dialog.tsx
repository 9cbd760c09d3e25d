import type { PersonalAccessToken } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { abilitiesOf } from "../../../components/permissions/abilities.js";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { decideOnToken, type Decision } from "../api/personal-access-tokens.js";
import { tokenTexts as texts } from "../texts.js";

interface DecideDialogProps {
  token: PersonalAccessToken;
  decision: Decision;
  workspaceId: string;
  onClose: () => void;
}

/** An owner's yes or no to a token that waits, with what it would be able to do. */
export function DecideDialog({ token, decision, workspaceId, onClose }: DecideDialogProps) {
  const form = useId();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const words = texts.decisions[decision];
  const deciding = useMutation({
    mutationFn: () => decideOnToken(token.id, decision, note.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspaceId}`] });
      toast(words.done(token.name));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deciding.mutate();
  };
  return (
    <Dialog
      title={words.title(token.name)}
      description={texts.askedBy(token.owner.label)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button
            kind={decision === "approve" ? "primary" : "destructive"}
            type="submit"
            form={form}
            pending={deciding.isPending}
          >
            {words.action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        {deciding.error === null ? null : (
          <FormError error={asApiError(deciding.error)} noun="personal access token" />
        )}
        <div>
          <p className="font-medium">{texts.panel}</p>
          <ul className="list-disc pl-5">
            {abilitiesOf(token.permissions).map((ability) => (
              <li key={ability}>{ability}</li>
            ))}
          </ul>
        </div>
        <Field label={texts.note} hint={texts.noteHint} optional>
          {(wiring) => (
            <Input
              {...wiring}
              value={note}
              maxLength={500}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
