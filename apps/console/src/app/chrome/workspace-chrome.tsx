import { Outlet } from "@tanstack/react-router";
import {
  CalendarClock,
  FolderKanban,
  Gauge,
  History,
  KeyRound,
  Mail,
  Server,
  Settings,
  ShieldCheck,
  UsersRound,
} from "lucide-react";
import { useMailIsLocal } from "../../features/mailbox/api/mailbox.js";
import { useMay, useSession } from "../../lib/session.js";
import { appTexts as texts } from "../texts.js";
import { Chrome } from "./chrome.js";
import type { NavigationEntry } from "./sidebar.js";

/** The frame of the workspace's pages. */
export function WorkspaceChrome() {
  const { workspace } = useSession();
  const may = useMay();
  const isMailLocal = useMailIsLocal();
  const params = { workspace: workspace.id };
  const entries: (NavigationEntry & { permission?: string })[] = [
    { label: texts.projects, icon: FolderKanban, link: { to: "/projects" } },
    {
      label: texts.members,
      icon: UsersRound,
      link: { to: "/workspaces/$workspace/members", params },
      permission: "members:read",
    },
    {
      label: texts.roles,
      icon: ShieldCheck,
      link: { to: "/workspaces/$workspace/roles", params },
      permission: "members:read",
    },
    {
      label: texts.personalAccessTokens,
      icon: KeyRound,
      link: { to: "/workspaces/$workspace/personal-access-tokens", params },
    },
    {
      label: texts.auditLog,
      icon: History,
      link: { to: "/workspaces/$workspace/audit", params },
      permission: "audit:read",
    },
    {
      label: texts.jobs,
      icon: CalendarClock,
      link: { to: "/workspaces/$workspace/jobs", params },
      permission: "jobs:read",
    },
    {
      label: texts.usage,
      icon: Gauge,
      link: { to: "/workspaces/$workspace/usage", params },
      permission: "usage:read",
    },
    {
      label: texts.dataPlanes,
      icon: Server,
      link: { to: "/workspaces/$workspace/data-planes", params },
      permission: "planes:read",
    },
    {
      label: texts.settings,
      icon: Settings,
      link: { to: "/workspaces/$workspace/settings", params },
      permission: "workspace:read",
    },
  ];
  const shown = entries.filter(({ permission }) => permission === undefined || may(permission));
  const mailbox = { label: texts.mailbox, icon: Mail, link: { to: "/mailbox" } } as const;
  return (
    <Chrome
      key={workspace.id}
      label={texts.workspaceNavigation}
      entries={isMailLocal ? [...shown, mailbox] : shown}
    >
      <Outlet />
    </Chrome>
  );
}
