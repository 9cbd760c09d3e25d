import type { PublicInvitation } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { FormError } from "../../../components/ui/form-error.js";
import { asApiError } from "../../../lib/api-error.js";
import { calendarDay } from "../../../lib/format.js";
import { enterWorkspace, type Visitor } from "../../../lib/session.js";
import { PlainPage } from "../../../components/ui/plain-page.js";
import { acceptInvitation, declineInvitation } from "../api/invitations.js";
import { invitationTexts as texts } from "../texts.js";

interface InvitationAnswerProps {
  code: string;
  invitation: PublicInvitation;
  /** Who is signed in here, when somebody is. */
  visitor: Visitor | undefined;
}

/** Yes or no to an invitation, as the address that was invited. */
export function InvitationAnswer({ code, invitation, visitor }: InvitationAnswerProps) {
  const { email, workspace_name: workspace, role_name: role, invited_by: inviter } = invitation;
  if (invitation.state !== "pending") return <Over invitation={invitation} />;
  return (
    <PlainPage title={texts.titleFor(workspace)}>
      <p className="break-words">{texts.invites(inviter, email, workspace, role)}</p>
      {visitor?.email === email ? (
        <Answer code={code} />
      ) : (
        <>
          <p className="text-muted-foreground break-words">
            {visitor === undefined ? texts.signInFirst : texts.otherAddress(email, visitor.email)}
          </p>
          <a
            href={visitor === undefined ? invitation.sign_in : `${invitation.sign_in}&prompt=login`}
            className={`${buttonClass("primary")} h-auto! min-h-10 w-full py-2 text-center whitespace-normal break-words`}
          >
            {texts.signInAs(email)}
          </a>
        </>
      )}
    </PlainPage>
  );
}

function Answer({ code }: { code: string }) {
  const queryClient = useQueryClient();
  const accepting = useMutation({
    mutationFn: () => acceptInvitation(code),
    onSuccess: async ({ workspace_id: id }) => {
      await enterWorkspace(queryClient, id);
      window.location.assign("/projects");
    },
  });
  const declining = useMutation({ mutationFn: () => declineInvitation(code) });
  const error = accepting.error ?? declining.error;
  if (declining.isSuccess) {
    return (
      <output className="flex flex-col gap-1">
        <span className="font-medium">{texts.declined}</span>
        <span className="text-muted-foreground">{texts.declinedText}</span>
      </output>
    );
  }
  return (
    <>
      {error === null ? null : <FormError error={asApiError(error)} noun="invitation" />}
      <div className="flex flex-wrap gap-2">
        <Button
          kind="primary"
          pending={accepting.isPending || accepting.isSuccess}
          onClick={() => accepting.mutate()}
        >
          {texts.accept}
        </Button>
        <Button pending={declining.isPending} onClick={() => declining.mutate()}>
          {texts.decline}
        </Button>
      </div>
    </>
  );
}

function Over({ invitation }: { invitation: PublicInvitation }) {
  const { state, expires_at: end, invited_by: inviter } = invitation;
  const sentence =
    state === "expired" || state === "pending"
      ? texts.expired(calendarDay(end), inviter)
      : texts.over[state];
  return (
    <PlainPage title={texts.titleFor(invitation.workspace_name)} tone="failure">
      <p className="text-muted-foreground break-words">{sentence}</p>
      <a href="/" className={buttonClass()}>
        {texts.open}
      </a>
    </PlainPage>
  );
}
