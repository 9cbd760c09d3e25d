import type { SignInCallback } from "@grantry/contracts";
import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { asApiError, type ApiError } from "../../../lib/api-error.js";
import { callApi } from "../../../lib/api.js";
import { signInTexts as texts } from "../texts.js";
import { PlainPage } from "../../../components/ui/plain-page.js";
import { SignInPage, type SignInFailure } from "./sign-in-page.js";

function failureOf(error: ApiError, query: string): SignInFailure {
  if (error.status === 0 || error.status >= 500) return "no_answer";
  if (new URLSearchParams(query).get("error") === "access_denied") return "cancelled";
  if (error.code === "no_workspace" || error.status === 403) return "no_workspace";
  return error.status === 400 || error.status === 401 ? "expired" : "refused";
}

let posted: { query: string; answer: Promise<string> } | undefined;

/** Posts a query once, however often the page is drawn: a code works once. */
function finishSignIn(query: string): Promise<string> {
  if (posted?.query !== query) {
    const answer = callApi<SignInCallback>("POST", "/auth/callback", { body: { query } }).then(
      ({ data }) => data.return_to,
    );
    posted = { query, answer };
  }
  return posted.answer;
}

/** Only an address of this console is followed. */
function inside(returnTo: string): string {
  const url = new URL(returnTo, window.location.origin);
  return url.origin === window.location.origin ? url.pathname + url.search + url.hash : "/";
}

/** The end of a sign-in: hands the issuer's answer to the control plane and goes on. */
export function CallbackPage() {
  const [error, setError] = useState<ApiError>();
  const query = window.location.search.slice(1);
  useEffect(() => {
    let left = false;
    finishSignIn(query).then(
      (returnTo) => window.location.replace(inside(returnTo)),
      (thrown: unknown) => {
        if (!left) setError(asApiError(thrown));
      },
    );
    return () => {
      left = true;
    };
  }, [query]);
  if (error !== undefined) {
    return (
      <SignInPage
        failure={failureOf(error, query)}
        reason={error.reason}
        requestId={error.requestId}
      />
    );
  }
  return (
    <PlainPage title={texts.title}>
      <output className="text-muted-foreground flex items-center gap-2">
        <LoaderCircle aria-hidden className="animate-spin size-4" />
        {texts.takingYou}
      </output>
    </PlainPage>
  );
}
