import { Outlet } from "@tanstack/react-router";
import { FolderKanban, KeyRound } from "lucide-react";
import { useSession } from "../../lib/session.js";
import { appTexts as texts } from "../texts.js";
import { Chrome } from "./chrome.js";

/** The frame of the workspace's pages. */
export function WorkspaceChrome() {
  const { workspace } = useSession();
  return (
    <Chrome
      label={texts.workspaceNavigation}
      entries={[
        { label: texts.projects, icon: FolderKanban, link: { to: "/projects" } },
        {
          label: texts.personalAccessTokens,
          icon: KeyRound,
          link: {
            to: "/workspaces/$workspace/personal-access-tokens",
            params: { workspace: workspace.id },
          },
        },
      ]}
    >
      <Outlet />
    </Chrome>
  );
}
