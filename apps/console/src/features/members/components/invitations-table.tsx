import type { Invitation, InvitationState } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { errorText } from "../../../components/ui/error-text.js";
import { MenuItem } from "../../../components/ui/menu.js";
import { Status, type StatusKind } from "../../../components/ui/status.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay, useSession } from "../../../lib/session.js";
import { resendInvitation, revokeInvitation } from "../api/members.js";
import { memberTexts as texts } from "../texts.js";
import { InviteButton } from "./invite-button.js";
import { RowMenu } from "./row-menu.js";

const kinds: Record<InvitationState, StatusKind> = {
  pending: "attention",
  accepted: "ok",
  declined: "neutral",
  revoked: "neutral",
  expired: "neutral",
};

/** Who was asked to join. */
export function InvitationsTable({ invitations }: { invitations: readonly Invitation[] }) {
  const { workspace } = useSession();
  const may = useMay();
  const queryClient = useQueryClient();
  const [revoking, setRevoking] = useState<Invitation>();
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: [`workspace:${workspace.id}`, "invitations"] });
  const resending = useMutation({
    mutationFn: ({ id }: Invitation) => resendInvitation(id),
    onSuccess: async ({ email }) => {
      await refresh();
      toast(texts.resent(email));
    },
    onError: (thrown) => toast(errorText(asApiError(thrown), "invitation"), "failure"),
  });
  const revocation = useMutation({
    mutationFn: ({ id }: Invitation) => revokeInvitation(id),
    onSuccess: async (_, { email }) => {
      await refresh();
      toast(texts.revoked(email));
      setRevoking(undefined);
    },
  });
  if (invitations.length === 0) {
    return (
      <EmptyState
        sentence={texts.noInvitations}
        action={may("members:write") ? <InviteButton /> : undefined}
      />
    );
  }
  return (
    <>
      <DataTable
        caption={texts.invitationsCaption}
        rows={invitations}
        keyOf={({ id }) => id}
        columns={[
          {
            header: texts.columns.invited,
            className: "sm:max-w-72",
            cell: ({ email }) => <span className="text-body font-medium break-words">{email}</span>,
          },
          { header: texts.columns.role, cell: ({ role_name: name }) => name },
          {
            header: texts.columns.projects,
            cell: ({ project_ids: ids }) =>
              ids === null ? texts.allProjects : texts.projectCount(ids.length),
          },
          {
            header: texts.columns.invitedBy,
            className: "sm:max-w-56 break-words",
            cell: ({ invited_by: name }) => name,
          },
          {
            header: texts.columns.state,
            cell: ({ state }) => (
              <Status kind={kinds[state]}>{texts.invitationStates[state]}</Status>
            ),
          },
          {
            header: texts.columns.expires,
            cell: ({ state, expires_at: moment }) =>
              state === "pending" || state === "expired" ? <Time moment={moment} /> : null,
          },
          {
            header: texts.columns.actions,
            className: "sm:w-20 sm:text-right",
            cell: (invitation) =>
              may("members:write") && ["pending", "expired"].includes(invitation.state) ? (
                <RowMenu name={invitation.email}>
                  <MenuItem onSelect={() => resending.mutate(invitation)}>{texts.resend}</MenuItem>
                  {invitation.state === "pending" ? (
                    <MenuItem destructive onSelect={() => setRevoking(invitation)}>
                      {texts.revoke}
                    </MenuItem>
                  ) : null}
                </RowMenu>
              ) : null,
          },
        ]}
      />
      {revoking === undefined ? null : (
        <ConfirmDialog
          title={texts.revokeTitle(revoking.email)}
          effect={texts.revokeEffect}
          action={texts.revoke}
          pending={revocation.isPending}
          error={revocation.error === null ? null : asApiError(revocation.error)}
          onConfirm={() => revocation.mutate(revoking)}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </>
  );
}
