import type { ErrorComponentProps } from "@tanstack/react-router";
import { Button } from "../../components/ui/button.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { PlainPage } from "../../components/ui/plain-page.js";
import { ApiError } from "../../lib/api-error.js";
import { appTexts as texts } from "../texts.js";

function isMissingChunk(error: unknown): boolean {
  return (
    error instanceof Error && /dynamically imported module|Importing a module/i.test(error.message)
  );
}

/** A page that could not be drawn. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  if (!(error instanceof ApiError)) {
    return (
      <PlainPage title={texts.errorTitle} tone="failure">
        <p className="text-muted-foreground">
          {isMissingChunk(error) ? texts.updated : texts.errorText}
        </p>
        <Button kind="primary" onClick={() => window.location.reload()}>
          {texts.reload}
        </Button>
      </PlainPage>
    );
  }
  return (
    <PlainPage title={texts.errorTitle} tone="failure">
      <ErrorState error={error} noun="page" onRetry={reset} />
    </PlainPage>
  );
}
