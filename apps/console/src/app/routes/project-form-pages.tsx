import { useNavigate } from "@tanstack/react-router";
import { Page } from "../../components/ui/page.js";
import { announceReady } from "../../features/projects/components/announce-ready.js";
import { CreateProjectForm } from "../../features/projects/components/create-project-form.js";
import { ProjectSettings } from "../../features/projects/components/project-settings.js";
import { Welcome } from "../../features/projects/components/welcome.js";
import { projectTexts as texts } from "../../features/projects/texts.js";
import { useSession } from "../../lib/session.js";
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
