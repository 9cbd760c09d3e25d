import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { FolderKanban } from "lucide-react";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { asApiError } from "../../lib/api-error.js";
import { Forbidden } from "../guarded.js";
import { appTexts as texts } from "../texts.js";
import { Chrome } from "./chrome.js";

/** A project that could not be read. */
export function ProjectFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const missing = missingPermission(error);
  return (
    <Chrome
      label={texts.workspaceNavigation}
      entries={[{ label: texts.projects, icon: FolderKanban, link: { to: "/projects" } }]}
    >
      {missing === undefined ? (
        <Page title={texts.errorTitle}>
          <ErrorState
            error={error}
            noun="project"
            onRetry={() => {
              reset();
              void router.invalidate();
            }}
          />
        </Page>
      ) : (
        <Forbidden permission={missing} />
      )}
    </Chrome>
  );
}

function missingPermission(error: unknown): string | undefined {
  const { status, details } = asApiError(error);
  const { permission } = details;
  return status === 403 && typeof permission === "string" ? permission : undefined;
}
