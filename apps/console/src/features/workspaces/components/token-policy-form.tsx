import type { TokenPolicy, TokenPolicyChange } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { isNetwork } from "../../../components/networks/network.js";
import { PermissionMatrix } from "../../../components/permissions/permission-matrix.js";
import { Button } from "../../../components/ui/button.js";
import { ChipsInput } from "../../../components/ui/chips-input.js";
import { Checkbox, Field, FieldError, Input, Select } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { setTokenPolicy, tryTokenPolicy } from "../api/workspaces.js";
import { draftOf, hasValidDays, policyOf, type PolicyDraft } from "../policy-draft.js";
import { workspaceTexts as texts } from "../texts.js";
import { PolicyEffectDialog } from "./policy-effect-dialog.js";

const approvals = ["none", "permissions", "all"] as const;

/** What the workspace asks of tokens; what a change ends is shown before it is saved. */
export function TokenPolicyForm({ policy }: { policy: TokenPolicy }) {
  const { workspace, member } = useSession();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(policy));
  const [submitted, setSubmitted] = useState(false);
  const [effect, setEffect] = useState<TokenPolicyChange>();
  const change = (next: Partial<PolicyDraft>) => setDraft((before) => ({ ...before, ...next }));
  const wrongNetwork = draft.networks.some((network) => !isNetwork(network));
  const lacksPermissions =
    draft.approval === "permissions" && draft.approvalPermissions.length === 0;

  const trial = useMutation({
    mutationFn: () => tryTokenPolicy(workspace.id, policyOf(draft)),
    onSuccess: setEffect,
  });
  const saving = useMutation({
    mutationFn: () => setTokenPolicy(workspace.id, policyOf(draft)),
    onSuccess: async () => {
      setEffect(undefined);
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`] });
      toast(texts.policySaved);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (hasValidDays(draft) && !wrongNetwork && !lacksPermissions) trial.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      {trial.error === null ? null : <FormError error={asApiError(trial.error)} noun="workspace" />}
      <Field
        label={texts.lifetime}
        hint={texts.lifetimeHint}
        error={submitted && !hasValidDays(draft) ? texts.lifetimeWrong : undefined}
      >
        {(wiring) => (
          <Input
            {...wiring}
            inputMode="numeric"
            className="w-full sm:w-40"
            value={draft.days}
            onChange={(event) => change({ days: event.target.value })}
          />
        )}
      </Field>
      <Checkbox
        label={texts.expiryRequired}
        hint={texts.expiryRequiredHint}
        checked={draft.expiryRequired}
        onChange={(event) => change({ expiryRequired: event.target.checked })}
      />
      <Checkbox
        label={texts.addressesRequired}
        checked={draft.addressesRequired}
        onChange={(event) => change({ addressesRequired: event.target.checked })}
      />
      <Field
        label={texts.networks}
        hint={texts.networksHint}
        error={submitted && wrongNetwork ? texts.networkWrong : undefined}
      >
        {(wiring) => (
          <ChipsInput
            wiring={wiring}
            values={draft.networks}
            onChange={(next) => change({ networks: [...new Set(next)] })}
            what={texts.network}
            placeholder="203.0.113.0/24"
            toneOf={(value) => (isNetwork(value) ? undefined : "failure")}
          />
        )}
      </Field>
      <Field label={texts.approval}>
        {(wiring) => (
          <Select
            {...wiring}
            value={draft.approval}
            onChange={(event) =>
              change({
                approval: approvals.find((each) => each === event.target.value) ?? "none",
              })
            }
          >
            {approvals.map((each) => (
              <option key={each} value={each}>
                {texts.approvals[each]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {draft.approval === "permissions" ? (
        <fieldset className="min-w-0">
          <legend className="mb-2 font-medium">{texts.approvalPermissions}</legend>
          {submitted && lacksPermissions ? (
            <FieldError>{texts.approvalPermissionsMissing}</FieldError>
          ) : null}
          <PermissionMatrix
            permissions={draft.approvalPermissions}
            held={member.permissions}
            onChange={(approvalPermissions) => change({ approvalPermissions })}
          />
        </fieldset>
      ) : null}
      <div>
        <Button kind="primary" type="submit" pending={trial.isPending}>
          {texts.reviewPolicy}
        </Button>
      </div>
      {effect === undefined ? null : (
        <PolicyEffectDialog
          effect={effect}
          pending={saving.isPending}
          error={saving.error === null ? null : asApiError(saving.error)}
          onSave={() => saving.mutate()}
          onClose={() => setEffect(undefined)}
        />
      )}
    </form>
  );
}
