import type { PersonalAccessToken } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { relativeTime } from "../../../lib/format.js";
import { revokeToken } from "../api/personal-access-tokens.js";
import { tokenTexts as texts } from "../texts.js";

interface RevokeDialogProps {
  token: PersonalAccessToken;
  workspaceId: string;
  onClose: () => void;
}

/** Asks before a token stops, with its last use. */
export function RevokeDialog({ token, workspaceId, onClose }: RevokeDialogProps) {
  const queryClient = useQueryClient();
  const revocation = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspaceId}`] });
      toast(texts.revoked(token.name));
      onClose();
    },
  });
  const effect =
    token.last_used_at === null
      ? texts.revokeNever
      : texts.revokeUsed(relativeTime(token.last_used_at), token.last_used_address ?? "–");
  return (
    <ConfirmDialog
      title={texts.revokeTitle(token.name)}
      effect={effect}
      action={texts.revoke}
      pending={revocation.isPending}
      error={revocation.error === null ? null : asApiError(revocation.error)}
      onConfirm={() => revocation.mutate()}
      onClose={onClose}
    />
  );
}
