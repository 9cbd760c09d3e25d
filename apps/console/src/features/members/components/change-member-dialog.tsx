import type { Member, ProjectMetadata, Role } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { PermissionDifference } from "../../../components/permissions/permission-difference.js";
import { ProjectReach, projectIdsOf, reachOf } from "../../../components/projects/project-reach.js";
import { reachTexts } from "../../../components/projects/texts.js";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { changeMember } from "../api/members.js";
import { memberTexts as texts } from "../texts.js";
import { RoleSelect } from "./role-select.js";

interface ChangeMemberDialogProps {
  member: Member;
  roles: readonly Role[];
  projects: readonly ProjectMetadata[];
  onClose: () => void;
}

/** Another role or other projects, with what is gained and lost before it is saved. */
export function ChangeMemberDialog({ member, roles, projects, onClose }: ChangeMemberDialogProps) {
  const form = useId();
  const { member: me, workspace } = useSession();
  const queryClient = useQueryClient();
  const [role, setRole] = useState(member.role);
  const [reach, setReach] = useState(reachOf(member.project_ids));
  const permissionsOf = (id: string) => roles.find((each) => each.id === id)?.permissions ?? [];
  const problem =
    reach.reach === "chosen" && reach.projectIds.length === 0 ? reachTexts.missing : undefined;
  const change = useMutation({
    mutationFn: () => changeMember(member.id, { role, project_ids: projectIdsOf(reach) }),
    onSuccess: async (changed) => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`] });
      toast(texts.changed(changed.name || changed.email, changed.role_name));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === undefined) change.mutate();
  };
  return (
    <Dialog
      title={texts.changeTitle(member.name || member.email)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} pending={change.isPending}>
            {texts.changeSave}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {change.error === null ? null : (
          <FormError error={asApiError(change.error)} noun="member" />
        )}
        <RoleSelect roles={roles} held={me.permissions} value={role} onChange={setRole} />
        {role === member.role ? null : (
          <PermissionDifference before={permissionsOf(member.role)} after={permissionsOf(role)} />
        )}
        <ProjectReach
          {...reach}
          projects={projects}
          error={problem}
          onChange={(next) => setReach({ ...reach, ...next })}
        />
      </form>
    </Dialog>
  );
}
