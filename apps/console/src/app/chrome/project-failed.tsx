import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { appTexts as texts } from "../texts.js";
import { Chrome } from "./chrome.js";
import { FolderKanban } from "lucide-react";

/** A project that could not be read. */
export function ProjectFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Chrome
      label={texts.workspaceNavigation}
      entries={[{ label: texts.projects, icon: FolderKanban, link: { to: "/projects" } }]}
    >
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
    </Chrome>
  );
}
