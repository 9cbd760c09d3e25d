import type { ProjectMetadata, Role, ServiceAccount } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { PermissionDifference } from "../../../components/permissions/permission-difference.js";
import { ProjectReach, projectIdsOf, reachOf } from "../../../components/projects/project-reach.js";
import { reachTexts } from "../../../components/projects/texts.js";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { changeServiceAccount, createServiceAccount } from "../api/members.js";
import { memberTexts as texts } from "../texts.js";
import { RoleSelect } from "./role-select.js";

interface ServiceAccountDialogProps {
  /** Absent: a new one. */
  account?: ServiceAccount;
  roles: readonly Role[];
  projects: readonly ProjectMetadata[];
  onClose: () => void;
}

/** Name, role and projects of a service account. */
export function ServiceAccountDialog({
  account,
  roles,
  projects,
  onClose,
}: ServiceAccountDialogProps) {
  const form = useId();
  const { member, workspace } = useSession();
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(account?.name ?? "");
  const [role, setRole] = useState(account?.role ?? "developer");
  const [reach, setReach] = useState(reachOf(account?.project_ids ?? null));
  const [submitted, setSubmitted] = useState(false);
  const nameProblem = name.trim() === "" ? texts.nameMissing : undefined;
  const reachProblem =
    reach.reach === "chosen" && reach.projectIds.length === 0 ? reachTexts.missing : undefined;
  const permissionsOf = (id: string) => roles.find((each) => each.id === id)?.permissions ?? [];
  const saving = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), role, project_ids: projectIdsOf(reach) };
      return account === undefined
        ? createServiceAccount({ ...body, workspace_id: workspace.id }, idempotencyKey.current)
        : changeServiceAccount(account.id, body);
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`] });
      toast(
        account === undefined ? texts.accountCreated(saved.name) : texts.accountChanged(saved.name),
      );
      onClose();
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (nameProblem !== undefined) field.current?.focus();
    else if (reachProblem === undefined) saving.mutate();
  };
  return (
    <Dialog
      title={
        account === undefined
          ? texts.createServiceAccount
          : texts.changeServiceAccountTitle(account.name)
      }
      description={account === undefined ? texts.serviceAccountsText : undefined}
      onClose={onClose}
      focusOn={() => field.current}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} pending={saving.isPending}>
            {account === undefined ? texts.createServiceAccount : texts.saveServiceAccount}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {saving.error === null ? null : (
          <FormError error={asApiError(saving.error)} noun="service account" />
        )}
        <Field label={texts.name} hint={texts.nameHint} error={submitted ? nameProblem : undefined}>
          {(wiring) => (
            <Input
              {...wiring}
              ref={field}
              value={name}
              maxLength={80}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <RoleSelect roles={roles} held={member.permissions} value={role} onChange={setRole} />
        {account === undefined || role === account.role ? null : (
          <PermissionDifference before={permissionsOf(account.role)} after={permissionsOf(role)} />
        )}
        <ProjectReach
          {...reach}
          projects={projects}
          error={submitted ? reachProblem : undefined}
          onChange={(next) => setReach({ ...reach, ...next })}
        />
      </form>
    </Dialog>
  );
}
