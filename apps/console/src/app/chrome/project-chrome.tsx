import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import {
  AppWindow,
  History,
  LayoutDashboard,
  ScrollText,
  Settings,
  SlidersHorizontal,
  Webhook,
} from "lucide-react";
import { useEffect } from "react";
import { projectQuery } from "../../features/projects/api/projects.js";
import { useMay } from "../../lib/session.js";
import { storePreference } from "../../lib/stored.js";
import { appTexts as texts } from "../texts.js";
import { Chrome } from "./chrome.js";
import type { NavigationEntry } from "./sidebar.js";

function useEnvironmentFavicon(environment: string): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("#favicon");
    if (icon) icon.href = `/favicon-${environment}.svg`;
    return () => {
      if (icon) icon.href = "/favicon.svg";
    };
  }, [environment]);
}

/** The frame of a project's pages: its environment is always on screen. */
export function ProjectChrome() {
  const { project: slug } = useParams({ from: "/session/projects/$project" });
  const { data: project } = useSuspenseQuery(projectQuery(slug));
  const may = useMay();
  useEnvironmentFavicon(project.environment);
  useEffect(() => storePreference("project", project.slug), [project.slug]);
  const params = { project: project.slug };
  const entries: NavigationEntry[] = [
    {
      label: texts.overview,
      icon: LayoutDashboard,
      link: { to: "/projects/$project", params },
      exact: true,
    },
    ...(may("clients:read")
      ? [
          {
            label: texts.clients,
            icon: AppWindow,
            link: { to: "/projects/$project/clients", params } as const,
          },
        ]
      : []),
    ...(may("logs:read")
      ? [
          {
            label: texts.logs,
            icon: ScrollText,
            link: { to: "/projects/$project/logs", params } as const,
          },
        ]
      : []),
    ...(may("config:read")
      ? [
          {
            label: texts.configuration,
            icon: SlidersHorizontal,
            link: { to: "/projects/$project/configuration", params } as const,
          },
        ]
      : []),
    ...(may("streams:read")
      ? [
          {
            label: texts.streams,
            icon: Webhook,
            link: { to: "/projects/$project/streams", params } as const,
          },
        ]
      : []),
    ...(may("audit:read")
      ? [
          {
            label: texts.auditLog,
            icon: History,
            link: { to: "/projects/$project/audit", params } as const,
          },
        ]
      : []),
    {
      label: texts.settings,
      icon: Settings,
      link: { to: "/projects/$project/settings", params },
    },
  ];
  return (
    <Chrome key={project.id} label={texts.projectNavigation} entries={entries} project={project}>
      <Outlet />
    </Chrome>
  );
}
