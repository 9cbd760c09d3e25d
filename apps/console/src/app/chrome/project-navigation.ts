import {
  AppWindow,
  CalendarClock,
  Gauge,
  History,
  KeySquare,
  LayoutDashboard,
  ScrollText,
  Settings,
  SlidersHorizontal,
  Users,
  Webhook,
} from "lucide-react";
import { useMay, useMayInWorkspace } from "../../lib/session.js";
import { appTexts as texts } from "../texts.js";
import type { NavigationEntry } from "./sidebar.js";

/** The pages of a project that the member may open, in the order of the sidebar (console §2.3). */
export function useProjectNavigation(slug: string): NavigationEntry[] {
  const may = useMay();
  const mayInWorkspace = useMayInWorkspace();
  const params = { project: slug };
  const entries: (NavigationEntry & { shown: boolean })[] = [
    {
      label: texts.overview,
      icon: LayoutDashboard,
      link: { to: "/projects/$project", params },
      exact: true,
      shown: true,
    },
    {
      label: texts.clients,
      icon: AppWindow,
      link: { to: "/projects/$project/clients", params },
      shown: may("clients:read"),
    },
    {
      label: texts.logs,
      icon: ScrollText,
      link: { to: "/projects/$project/logs", params },
      shown: may("logs:read"),
    },
    {
      label: texts.users,
      icon: Users,
      link: { to: "/projects/$project/users", params },
      shown: may("users:read"),
    },
    {
      label: texts.keys,
      icon: KeySquare,
      link: { to: "/projects/$project/keys", params },
      shown: may("keys:read"),
    },
    {
      label: texts.configuration,
      icon: SlidersHorizontal,
      link: { to: "/projects/$project/configuration", params },
      shown: may("config:read"),
    },
    {
      label: texts.streams,
      icon: Webhook,
      link: { to: "/projects/$project/streams", params },
      shown: may("streams:read"),
    },
    {
      label: texts.jobs,
      icon: CalendarClock,
      link: { to: "/projects/$project/jobs", params },
      shown: may("jobs:read"),
    },
    {
      label: texts.usage,
      icon: Gauge,
      link: { to: "/projects/$project/usage", params },
      shown: may("usage:read"),
    },
    {
      label: texts.auditLog,
      icon: History,
      link: { to: "/projects/$project/audit", params },
      shown: mayInWorkspace("audit:read"),
    },
    {
      label: texts.settings,
      icon: Settings,
      link: { to: "/projects/$project/settings", params },
      shown: may("project:read"),
    },
  ];
  return entries.filter(({ shown }) => shown);
}
