import type { Project } from "@grantry/contracts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { projectQuery } from "../../features/projects/api/projects.js";
import { ShownProject } from "../../lib/session.js";
import { storePreference } from "../../lib/stored.js";
import { appTexts as texts } from "../texts.js";
import { Chrome } from "./chrome.js";
import { useProjectNavigation } from "./project-navigation.js";

function useEnvironmentFavicon(environment: string): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("#favicon");
    if (icon) icon.href = `/favicon-${environment}.svg`;
    return () => {
      if (icon) icon.href = "/favicon.svg";
    };
  }, [environment]);
}

/** The frame of a project's pages: its environment is always on screen, its roles decide. */
export function ProjectChrome() {
  const { project: slug } = useParams({ from: "/session/projects/$project" });
  const { data: project } = useSuspenseQuery(projectQuery(slug));
  useEnvironmentFavicon(project.environment);
  useEffect(() => storePreference("project", project.slug), [project.slug]);
  return (
    <ShownProject value={project.id}>
      <Framed key={project.id} project={project} />
    </ShownProject>
  );
}

function Framed({ project }: { project: Project }) {
  return (
    <Chrome
      label={texts.projectNavigation}
      entries={useProjectNavigation(project.slug)}
      project={project}
    >
      <Outlet />
    </Chrome>
  );
}
