import { useNavigate, Link } from "@tanstack/react-router";
import { buttonClass } from "../../components/ui/button.js";
import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { Status } from "../../components/ui/status.js";
import { CreateProjectForm } from "../../features/projects/components/create-project-form.js";
import { Endpoints } from "../../features/projects/components/endpoints.js";
import { FirstSteps } from "../../features/projects/components/first-steps.js";
import { Health, useHealth } from "../../features/projects/components/health.js";
import { ProjectSettings } from "../../features/projects/components/project-settings.js";
import { ProjectsList } from "../../features/projects/components/projects-list.js";
import { Welcome } from "../../features/projects/components/welcome.js";
import { announceReady } from "../../features/projects/components/announce-ready.js";
import { projectTexts as texts } from "../../features/projects/texts.js";
import { useMay, useSession } from "../../lib/session.js";
import { SkipLink } from "../chrome/chrome.js";
import { Header } from "../chrome/header.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `/welcome` */
export function WelcomeRoute() {
  const { workspace } = useSession();
  const navigate = useNavigate();
  return (
    <div className="min-h-dvh">
      <SkipLink />
      <Header />
      <main id="content" tabIndex={-1} className="mx-auto max-w-5xl px-4 py-10 sm:px-6">
        <Page title={texts.welcome} purpose={texts.welcomeLead}>
          <Welcome
            workspaceId={workspace.id}
            onCreated={(project) =>
              void navigate({
                to: "/projects/$project/clients/new",
                params: { project: project.slug },
              })
            }
            onFound={(project) =>
              void navigate({ to: "/projects/$project", params: { project: project.slug } })
            }
          />
        </Page>
      </main>
    </div>
  );
}

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

/** `/projects/new` */
export function NewProjectRoute() {
  const { workspace } = useSession();
  const navigate = useNavigate();
  return (
    <Guarded permission="projects:create">
      <Page
        title={texts.create}
        context={workspace.name}
        purpose={texts.createPurpose}
        width="form"
      >
        <CreateProjectForm
          workspaceId={workspace.id}
          onCreated={(project) => {
            void announceReady(project);
            void navigate({ to: "/projects/$project", params: { project: project.slug } });
          }}
        />
      </Page>
    </Guarded>
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

/** `P/settings` */
export function ProjectSettingsRoute() {
  const project = useProject();
  return (
    <Guarded permission="project:read">
      <Page
        title={texts.settings}
        context={project.name}
        purpose={texts.settingsPurpose}
        width="form"
      >
        <ProjectSettings project={project} />
      </Page>
    </Guarded>
  );
}
