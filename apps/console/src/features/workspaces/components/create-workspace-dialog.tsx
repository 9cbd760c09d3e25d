import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useRef, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { enterWorkspace } from "../../../lib/session.js";
import { createWorkspace } from "../api/workspaces.js";
import { nameProblem } from "../name-problem.js";
import { workspaceTexts as texts } from "../texts.js";

/** A new workspace, which is entered at once. */
export function CreateWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const form = useId();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const idempotencyKey = useRef(crypto.randomUUID());
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [submitted, setSubmitted] = useState(false);
  const problem = nameProblem(name);
  const creation = useMutation({
    mutationFn: () => createWorkspace(name.trim(), idempotencyKey.current),
    onSuccess: async (workspace) => {
      await enterWorkspace(queryClient, workspace.id);
      toast(texts.created(workspace.name));
      onClose();
      await navigate({ to: "/projects" });
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (problem === undefined) creation.mutate();
    else field.current?.focus();
  };
  return (
    <Dialog
      title={texts.create}
      description={texts.createText}
      onClose={onClose}
      focusOn={() => field.current}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} pending={creation.isPending}>
            {texts.create}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {creation.error === null ? null : <FormError error={asApiError(creation.error)} />}
        <Field label={texts.name} error={submitted ? problem : undefined}>
          {(wiring) => (
            <Input
              {...wiring}
              ref={field}
              value={name}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
