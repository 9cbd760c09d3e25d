import type { Role } from "@grantry/contracts";
import { builtInRoleSchema, isPermission } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { grantsAll } from "../../../components/permissions/difference.js";
import { within } from "../../../components/permissions/matrix.js";
import { Field, Select } from "../../../components/ui/field.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { changeRole, createRole } from "../api/roles.js";
import { roleTexts as texts } from "../texts.js";
import { RoleForm, type RoleDraft } from "./role-form.js";

interface CreateRoleProps {
  roles: readonly Role[];
  /** The role whose permissions the new one starts with. */
  basedOn: string | undefined;
  onDone: () => void;
}

/** A new custom role, as a copy of another one. */
export function CreateRole({ roles, basedOn = "developer", onDone }: CreateRoleProps) {
  const { member, workspace } = useSession();
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const [copied, setCopied] = useState(basedOn);
  const source = roles.find(({ id }) => id === copied);
  const base = builtInRoleSchema.catch("viewer").parse(source?.based_on ?? source?.id);
  const creation = useMutation({
    mutationFn: ({ name, permissions }: RoleDraft) =>
      createRole(
        {
          name,
          based_on: base,
          permissions: permissions.filter(isPermission),
          workspace_id: workspace.id,
        },
        idempotencyKey.current,
      ),
    onSuccess: async (role) => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`, "roles"] });
      toast(texts.created(role.name));
      onDone();
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
  });
  return (
    <RoleForm
      key={copied}
      initial={{ name: "", permissions: within(member.permissions, source?.permissions ?? []) }}
      start={
        <Field label={texts.startFrom}>
          {(wiring) => (
            <Select {...wiring} value={copied} onChange={(event) => setCopied(event.target.value)}>
              {roles.map(({ id, name, permissions }) => (
                <option key={id} value={id} disabled={!grantsAll(member.permissions, permissions)}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      }
      action={texts.create}
      pending={creation.isPending}
      error={creation.error === null ? null : asApiError(creation.error)}
      onSave={(draft) => creation.mutate(draft)}
      onCancel={onDone}
    />
  );
}

/** Changes of a custom role. */
export function EditRole({ role, onDone }: { role: Role; onDone: () => void }) {
  const { workspace } = useSession();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: ({ name, permissions }: RoleDraft) =>
      changeRole(role.id, { name, permissions: permissions.filter(isPermission) }),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`] });
      toast(texts.saved(saved.name));
      onDone();
    },
  });
  return (
    <RoleForm
      initial={{ name: role.name, permissions: role.permissions }}
      before={role}
      action={texts.save}
      pending={change.isPending}
      error={change.error === null ? null : asApiError(change.error)}
      onSave={(draft) => change.mutate(draft)}
      onCancel={onDone}
    />
  );
}
