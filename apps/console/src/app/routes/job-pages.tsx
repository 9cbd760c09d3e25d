import { useQuery } from "@tanstack/react-query";
import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { SchedulesList } from "../../features/jobs/components/schedules-list.js";
import { jobTexts as texts } from "../../features/jobs/texts.js";
import { reachableProjectsQuery } from "../../lib/reachable-projects.js";
import { useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `W/jobs` */
export function WorkspaceJobsRoute() {
  const { workspace } = useSession();
  const projects = useQuery(reachableProjectsQuery(workspace.id));
  return (
    <Guarded permission="jobs:read">
      <Page title={texts.title} context={workspace.name} purpose={texts.purpose}>
        <Card flush>
          <SchedulesList whose={{ workspace: workspace.id }} projects={projects.data ?? []} />
        </Card>
      </Page>
    </Guarded>
  );
}

/** `P/jobs` */
export function ProjectJobsRoute() {
  const project = useProject();
  return (
    <Guarded permission="jobs:read">
      <Page title={texts.title} context={project.name} purpose={texts.purposeProject}>
        <Card flush>
          <SchedulesList whose={{ project: project.id }} />
        </Card>
      </Page>
    </Guarded>
  );
}
