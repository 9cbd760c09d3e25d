import { useQuery } from "@tanstack/react-query";
import { Card } from "../../components/ui/card.js";
import { ErrorState } from "../../components/ui/error-state.js";
import { Page } from "../../components/ui/page.js";
import { Skeleton } from "../../components/ui/skeleton.js";
import { uiTexts } from "../../components/ui/texts.js";
import { DeletedProjects } from "../../features/projects/components/deleted-projects.js";
import { projectTexts } from "../../features/projects/texts.js";
import { tokenPolicyQuery } from "../../features/workspaces/api/workspaces.js";
import { TokenPolicyForm } from "../../features/workspaces/components/token-policy-form.js";
import { WorkspaceDanger } from "../../features/workspaces/components/workspace-danger.js";
import { WorkspaceGeneral } from "../../features/workspaces/components/workspace-general.js";
import { workspaceTexts as texts } from "../../features/workspaces/texts.js";
import { useMay, useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";

/** `W/settings` */
export function WorkspaceSettingsRoute() {
  const { workspace } = useSession();
  const may = useMay();
  return (
    <Guarded permission="workspace:read">
      <Page title={texts.settings} context={workspace.name} purpose={texts.purpose} width="form">
        <div className="flex flex-col gap-6">
          <WorkspaceGeneral key={workspace.name} />
          <Card title={texts.policy} description={texts.policyText}>
            <Policy />
          </Card>
          <Card title={projectTexts.deletedProjects} description={projectTexts.deletedText} flush>
            <div className="mt-3">
              <DeletedProjects />
            </div>
          </Card>
          {may("workspace:delete") ? <WorkspaceDanger /> : null}
        </div>
      </Page>
    </Guarded>
  );
}

function Policy() {
  const { workspace } = useSession();
  const may = useMay();
  const policy = useQuery(tokenPolicyQuery(workspace.id));
  if (policy.isPending) return <Skeleton what="token policy" rows={3} />;
  if (policy.isError) {
    return (
      <ErrorState error={policy.error} noun="workspace" onRetry={() => void policy.refetch()} />
    );
  }
  return (
    <>
      {may("workspace:write") ? null : (
        <p className="text-muted-foreground mb-4">{uiTexts.needPermission("workspace:write")}</p>
      )}
      <fieldset disabled={!may("workspace:write")} className="min-w-0">
        <legend className="sr-only">{texts.policy}</legend>
        <TokenPolicyForm key={policy.data.updated_at ?? ""} policy={policy.data} />
      </fieldset>
    </>
  );
}
