import { useNavigate, useSearch } from "@tanstack/react-router";
import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { AuditList } from "../../features/audit/components/audit-list.js";
import { ChainCard } from "../../features/audit/components/chain-card.js";
import { auditTexts as texts } from "../../features/audit/texts.js";
import { useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `W/audit` */
export function WorkspaceAuditRoute() {
  const { workspace } = useSession();
  const search = useSearch({ from: "/session/workspace/workspaces/$workspace/audit" });
  const navigate = useNavigate({ from: "/workspaces/$workspace/audit" });
  return (
    <Guarded permission="audit:read">
      <Page title={texts.title} context={workspace.name} purpose={texts.purpose}>
        <ChainCard />
        <Card flush>
          <AuditList search={search} onSearch={(next) => void navigate({ search: next })} />
        </Card>
      </Page>
    </Guarded>
  );
}

/** `P/audit` */
export function ProjectAuditRoute() {
  const project = useProject();
  const search = useSearch({ from: "/session/projects/$project/audit" });
  const navigate = useNavigate({ from: "/projects/$project/audit" });
  return (
    <Guarded permission="audit:read" by="workspace">
      <Page title={texts.title} context={project.name} purpose={texts.purposeProject}>
        <Card flush>
          <AuditList
            project={project}
            search={search}
            onSearch={(next) => void navigate({ search: next })}
          />
        </Card>
      </Page>
    </Guarded>
  );
}
