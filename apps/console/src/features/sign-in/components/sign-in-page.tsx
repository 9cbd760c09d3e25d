import { Note } from "../../../components/ui/note.js";
import { buttonClass } from "../../../components/ui/button.js";
import { RequestId } from "../../../components/ui/request-id.js";
import { signInAddress } from "../../../lib/session.js";
import { signInTexts as texts } from "../texts.js";
import { PlainPage } from "../../../components/ui/plain-page.js";

export type SignInFailure = "expired" | "cancelled" | "no_workspace" | "no_answer" | "refused";

interface SignInPageProps {
  failure?: SignInFailure | undefined;
  reason?: string | undefined;
  requestId?: string | undefined;
  returnTo?: string | undefined;
}

function sentenceOf(failure: SignInFailure, reason: string | undefined): string {
  switch (failure) {
    case "expired":
      return texts.failures.expired;
    case "cancelled":
      return texts.failures.cancelled;
    case "no_workspace":
      return texts.failures.noWorkspace;
    case "no_answer":
      return texts.notAnswering;
    default:
      return reason ?? texts.failures.expired;
  }
}

/** Drawn after sign-out or a failure only: otherwise a visit goes straight to the issuer. */
export function SignInPage({ failure, reason, requestId, returnTo = "/" }: SignInPageProps) {
  return (
    <PlainPage title={texts.title}>
      {failure === undefined ? (
        <p className="text-muted-foreground">{texts.lead}</p>
      ) : (
        <div role="alert" className="w-full">
          <Note kind={failure === "cancelled" ? "info" : "failure"}>
            <p>{sentenceOf(failure, reason)}</p>
            {failure === "no_workspace" ? <p>{texts.failures.noWorkspaceHint}</p> : null}
            <RequestId value={requestId} />
          </Note>
        </div>
      )}
      <a href={signInAddress(returnTo)} className={`${buttonClass("primary")} h-10 w-full`}>
        {failure === undefined || failure === "cancelled" ? texts.continue : texts.startAgain}
      </a>
    </PlainPage>
  );
}
