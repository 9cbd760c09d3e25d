import { Link } from "@tanstack/react-router";
import { buttonClass } from "../../components/ui/button.js";
import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { Status } from "../../components/ui/status.js";
import { Endpoints } from "../../features/projects/components/endpoints.js";
import { FirstSteps } from "../../features/projects/components/first-steps.js";
import { Health, useHealth } from "../../features/projects/components/health.js";
import { ProjectsList } from "../../features/projects/components/projects-list.js";
import { projectTexts as texts } from "../../features/projects/texts.js";
import { useMay, useSession } from "../../lib/session.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `/projects` */
export function ProjectsRoute() {
  const { workspace } = useSession();
  const may = useMay();
  return (
    <Page
      title={texts.projects}
      context={workspace.name}
      purpose={texts.projectsPurpose}
      actions={
        may("projects:create") ? (
          <Link to="/projects/new" className={buttonClass("primary")}>
            {texts.create}
          </Link>
        ) : null
      }
    >
      <Card flush>
        <ProjectsList workspace={workspace} />
      </Card>
    </Page>
  );
}

/** `P` */
export function OverviewRoute() {
  const project = useProject();
  const may = useMay();
  const { word, kind } = useHealth(project);
  return (
    <Guarded permission="project:read">
      <Page
        title={project.name}
        status={<Status kind={kind}>{word}</Status>}
        actions={
          may("clients:write") ? (
            <Link
              to="/projects/$project/clients/new"
              params={{ project: project.slug }}
              className={buttonClass("primary")}
            >
              {texts.createClient}
            </Link>
          ) : null
        }
      >
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="flex min-w-0 flex-col gap-6">
            <FirstSteps project={project} />
            <Endpoints project={project} />
          </div>
          <Health project={project} />
        </div>
      </Page>
    </Guarded>
  );
}
