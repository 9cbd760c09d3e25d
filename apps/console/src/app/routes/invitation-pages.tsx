import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { buttonClass } from "../../components/ui/button.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { PlainPage } from "../../components/ui/plain-page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { invitationQuery } from "../../features/invitations/api/invitations.js";
import { InvitationAnswer } from "../../features/invitations/components/invitation-answer.js";
import { invitationTexts as texts } from "../../features/invitations/texts.js";
import { asApiError } from "../../lib/api-error.js";
import { visitorQuery } from "../../lib/session.js";

/** `/invitations/{code}` */
export function InvitationRoute() {
  const { code } = useParams({ from: "/invitations/$code" });
  const invitation = useQuery(invitationQuery(code));
  const visitor = useQuery(visitorQuery);
  if (invitation.isError) {
    const isUnknown = asApiError(invitation.error).status === 404;
    return (
      <PlainPage title={texts.title} tone="failure">
        {isUnknown ? (
          <p className="text-muted-foreground">{texts.none}</p>
        ) : (
          <ErrorState
            error={invitation.error}
            noun="invitation"
            onRetry={() => void invitation.refetch()}
          />
        )}
        <a href="/" className={buttonClass()}>
          {texts.open}
        </a>
      </PlainPage>
    );
  }
  if (invitation.isPending || visitor.isPending) {
    return (
      <PlainPage title={texts.title}>
        <Skeleton what="invitation" rows={2} />
      </PlainPage>
    );
  }
  return (
    <InvitationAnswer
      code={code}
      invitation={invitation.data}
      visitor={visitor.data ?? undefined}
    />
  );
}
