import type { Member } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { removeMember } from "../api/members.js";
import { memberTexts as texts } from "../texts.js";

/** Asks before somebody is out, or leaves, with what ends at once. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { member: me, workspace } = useSession();
  const queryClient = useQueryClient();
  const isMe = member.id === me.id;
  const name = member.name || member.email;
  const removal = useMutation({
    mutationFn: () => removeMember(member.id),
    onSuccess: async () => {
      if (isMe) {
        window.location.assign("/projects");
        return;
      }
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`] });
      toast(texts.removed(name));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={isMe ? texts.leaveTitle(workspace.name) : texts.removeTitle(name)}
      effect={texts.removeEffect(member.sessions, member.personal_access_tokens)}
      action={isMe ? texts.leave : texts.remove}
      pending={removal.isPending}
      error={removal.error === null ? null : asApiError(removal.error)}
      onConfirm={() => removal.mutate()}
      onClose={onClose}
    />
  );
}
