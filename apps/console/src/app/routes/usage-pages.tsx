import { useNavigate, useSearch } from "@tanstack/react-router";
import { Page } from "../../components/ui/page.js";
import { UsageActions, UsageView } from "../../features/usage/components/usage-view.js";
import { usageTexts as texts } from "../../features/usage/texts.js";
import { useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `P/usage` */
export function ProjectUsageRoute() {
  const project = useProject();
  const search = useSearch({ from: "/session/projects/$project/usage" });
  const navigate = useNavigate({ from: "/projects/$project/usage" });
  const props = {
    whose: { project: project.id },
    search,
    onSearch: (next: typeof search) => void navigate({ search: next, replace: true }),
  };
  return (
    <Guarded permission="usage:read">
      <Page
        title={texts.title}
        context={project.name}
        purpose={texts.purpose}
        actions={<UsageActions {...props} />}
      >
        <UsageView {...props} />
      </Page>
    </Guarded>
  );
}

/** `W/usage` */
export function WorkspaceUsageRoute() {
  const { workspace } = useSession();
  const search = useSearch({ from: "/session/workspace/workspaces/$workspace/usage" });
  const navigate = useNavigate({ from: "/workspaces/$workspace/usage" });
  const props = {
    whose: { workspace: workspace.id },
    search,
    onSearch: (next: typeof search) => void navigate({ search: next, replace: true }),
  };
  return (
    <Guarded permission="usage:read">
      <Page
        title={texts.title}
        context={workspace.name}
        purpose={texts.purposeWorkspace}
        actions={<UsageActions {...props} />}
      >
        <UsageView {...props} />
      </Page>
    </Guarded>
  );
}
