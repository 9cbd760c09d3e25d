import { Link, Navigate, useParams } from "@tanstack/react-router";
import { Breadcrumb } from "../../components/ui/breadcrumb.js";
import { buttonClass } from "../../components/ui/button.js";
import { Card } from "../../components/ui/card.js";
import { Page } from "../../components/ui/page.js";
import { ConfigurationForm } from "../../features/configuration/components/configuration-form.js";
import { GroupNavigation } from "../../features/configuration/components/group-navigation.js";
import { RevisionDetails } from "../../features/configuration/components/revision-details.js";
import { RevisionsList } from "../../features/configuration/components/revisions-list.js";
import { SETTING_GROUPS } from "../../features/configuration/setting-groups.js";
import { configurationTexts as texts } from "../../features/configuration/texts.js";
import { Guarded } from "../guarded.js";
import { useProject } from "../use-project.js";

/** `P/configuration/{group}` */
export function ConfigurationRoute() {
  const project = useProject();
  const { group: id } = useParams({ from: "/session/projects/$project/configuration/$group" });
  const group = SETTING_GROUPS.find((each) => each.id === id);
  if (group === undefined)
    return (
      <Navigate to="/projects/$project/configuration" params={{ project: project.slug }} replace />
    );
  return (
    <Guarded permission="config:read">
      <Page
        title={texts.configuration}
        context={project.name}
        purpose={texts.purpose}
        actions={
          <Link
            to="/projects/$project/configuration/history"
            params={{ project: project.slug }}
            className={buttonClass()}
          >
            {texts.history}
          </Link>
        }
      >
        <div className="flex max-w-[60rem] flex-col gap-6 lg:flex-row lg:gap-8">
          <GroupNavigation project={project} />
          <div className="min-w-0 flex-1">
            <ConfigurationForm key={group.id} project={project} group={group} />
          </div>
        </div>
      </Page>
    </Guarded>
  );
}

/** `P/configuration/history` */
export function ConfigurationHistoryRoute() {
  const project = useProject();
  return (
    <Guarded permission="config:read">
      <Page
        title={texts.historyOf}
        context={project.name}
        purpose={texts.historyPurpose}
        breadcrumb={
          <Breadcrumb
            parent={
              <Link to="/projects/$project/configuration" params={{ project: project.slug }}>
                {texts.configuration}
              </Link>
            }
            current={texts.history}
          />
        }
      >
        <Card flush>
          <RevisionsList project={project} />
        </Card>
      </Page>
    </Guarded>
  );
}

/** `P/configuration/history/{revision}` */
export function RevisionRoute() {
  const project = useProject();
  const { revision } = useParams({
    from: "/session/projects/$project/configuration/history/$revision",
  });
  const params = { project: project.slug };
  return (
    <Guarded permission="config:read">
      <Page
        title={texts.revisionTitle(revision)}
        context={project.name}
        breadcrumb={
          <Breadcrumb
            parent={
              <Link to="/projects/$project/configuration/history" params={params}>
                {texts.historyOf}
              </Link>
            }
            current={texts.revisionTitle(revision)}
          />
        }
      >
        <RevisionDetails key={revision} project={project} number={revision} />
      </Page>
    </Guarded>
  );
}
