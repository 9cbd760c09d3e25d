import { useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { buttonClass } from "../../components/ui/button.js";
import { RequestId } from "../../components/ui/request-id.js";
import { CallbackPage } from "../../features/sign-in/components/callback-page.js";
import { PlainPage } from "../../components/ui/plain-page.js";
import { SignInPage } from "../../features/sign-in/components/sign-in-page.js";
import { signInTexts as texts } from "../../features/sign-in/texts.js";
import { signInAddress, tellOtherWindows } from "../../lib/session.js";

/** `/sign-in` */
export function SignInRoute() {
  const { return_to } = useSearch({ from: "/sign-in" });
  return <SignInPage returnTo={return_to} />;
}

/** `/callback` */
export function CallbackRoute() {
  return <CallbackPage />;
}

/** `/signed-out` */
export function SignedOutRoute() {
  return (
    <PlainPage title={texts.signedOutTitle}>
      <a href={signInAddress("/")} className={`${buttonClass("primary")} h-10 w-full`}>
        {texts.signInAgain}
      </a>
    </PlainPage>
  );
}

/** `/confirmed`: the end of a sign-in in a small window. */
export function ConfirmedRoute() {
  useEffect(() => {
    tellOtherWindows("signed-in");
    window.close();
  }, []);
  return (
    <PlainPage title={texts.confirmedTitle}>
      <p className="text-muted-foreground">{texts.confirmedText}</p>
    </PlainPage>
  );
}

/** `/cli-auth-success` */
export function CliAuthSuccessRoute() {
  return (
    <PlainPage title={texts.cliTitle}>
      <p className="text-muted-foreground">{texts.cliText}</p>
    </PlainPage>
  );
}

/** `/error` */
export function ErrorRoute() {
  const { error, error_description, request_id } = useSearch({ from: "/error" });
  return (
    <PlainPage title={texts.errorTitle} tone="failure">
      <p className="text-muted-foreground">{error_description ?? texts.errorText}</p>
      {error === undefined ? null : (
        <code className="bg-muted rounded-badge px-1.5 py-0.5">{error.slice(0, 100)}</code>
      )}
      <RequestId value={request_id} />
      <a href="/" className={buttonClass()}>
        {texts.backToConsole}
      </a>
    </PlainPage>
  );
}
