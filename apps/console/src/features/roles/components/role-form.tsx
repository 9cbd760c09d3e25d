import type { Role } from "@grantry/contracts";
import { useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { PermissionDifference } from "../../../components/permissions/permission-difference.js";
import { PermissionMatrix } from "../../../components/permissions/permission-matrix.js";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { Field, FieldError, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import type { ApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { roleTexts as texts } from "../texts.js";

export interface RoleDraft {
  name: string;
  permissions: readonly string[];
}

interface RoleFormProps {
  initial: RoleDraft;
  /** What the role holds now, when it exists already. */
  before?: Role;
  /** What stands above the name, such as the choice of a role to copy. */
  start?: ReactNode;
  action: string;
  pending: boolean;
  error: ApiError | null;
  onSave: (draft: RoleDraft) => void;
  onCancel: () => void;
}

/** Name and permissions of a custom role. */
export function RoleForm({
  initial,
  before,
  start,
  action,
  pending,
  error,
  onSave,
  onCancel,
}: RoleFormProps) {
  const id = useId();
  const { member } = useSession();
  const field = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(initial);
  const [submitted, setSubmitted] = useState(false);
  const nameProblem = draft.name.trim() === "" ? texts.nameMissing : undefined;
  const hasNone = draft.permissions.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (nameProblem !== undefined) field.current?.focus();
    else if (!hasNone) onSave({ ...draft, name: draft.name.trim() });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-3xl flex-col gap-6">
      {error === null ? null : <FormError error={error} noun="role" />}
      {start}
      <Field label={texts.name} hint={texts.nameHint} error={submitted ? nameProblem : undefined}>
        {(wiring) => (
          <Input
            {...wiring}
            ref={field}
            value={draft.name}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="min-w-0">
        <legend className="font-medium">{texts.permissions}</legend>
        <p id={`${id}-hint`} className="text-table text-muted-foreground mb-2">
          {texts.permissionsHint}
        </p>
        {submitted && hasNone ? <FieldError>{texts.permissionsMissing}</FieldError> : null}
        <PermissionMatrix
          permissions={draft.permissions}
          held={member.permissions}
          describedBy={`${id}-hint`}
          onChange={(permissions) => setDraft({ ...draft, permissions })}
        />
      </fieldset>
      {before === undefined || before.holders === 0 ? null : (
        <Card title={texts.changes} description={texts.holders(before.holders)}>
          <PermissionDifference before={before.permissions} after={draft.permissions} />
        </Card>
      )}
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" type="submit" pending={pending}>
          {action}
        </Button>
        <Button onClick={onCancel}>{texts.cancel}</Button>
      </div>
    </form>
  );
}
