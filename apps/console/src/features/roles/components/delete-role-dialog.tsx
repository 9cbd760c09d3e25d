import type { Role } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { Field, Select } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { deleteRole } from "../api/roles.js";
import { roleTexts as texts } from "../texts.js";

interface DeleteRoleDialogProps {
  role: Role;
  roles: readonly Role[];
  onDeleted: () => void;
  onClose: () => void;
}

/** Whoever has the role gets another one at the same moment. */
export function DeleteRoleDialog({ role, roles, onDeleted, onClose }: DeleteRoleDialogProps) {
  const form = useId();
  const { workspace } = useSession();
  const queryClient = useQueryClient();
  const [replacement, setReplacement] = useState<string>(role.based_on ?? "viewer");
  const isHeld = role.holders > 0;
  const deletion = useMutation({
    mutationFn: () => deleteRole(role.id, isHeld ? replacement : undefined),
    onSuccess: async () => {
      toast(texts.deleted(role.name));
      onDeleted();
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deletion.mutate();
  };
  return (
    <Dialog
      title={texts.deleteTitle(role.name)}
      description={isHeld ? texts.deleteText(role.holders) : texts.deleteNobody}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="destructive" type="submit" form={form} pending={deletion.isPending}>
            {texts.delete}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        {deletion.error === null ? null : (
          <FormError error={asApiError(deletion.error)} noun="role" />
        )}
        {isHeld ? (
          <Field label={texts.replacement}>
            {(wiring) => (
              <Select
                {...wiring}
                value={replacement}
                onChange={(event) => setReplacement(event.target.value)}
              >
                {roles
                  .filter(({ id }) => id !== role.id)
                  .map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
              </Select>
            )}
          </Field>
        ) : null}
      </form>
    </Dialog>
  );
}
