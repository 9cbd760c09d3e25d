import { createRoute, lazyRouteComponent, notFound, redirect } from "@tanstack/react-router";
import { enterWorkspace, sessionQuery } from "../../lib/session.js";
import { WorkspaceChrome } from "../chrome/workspace-chrome.js";
import { searches } from "../search-schemas.js";
import { session } from "./session-route.js";

const projectPages = () => import("../routes/project-pages.js");
const projectFormPages = () => import("../routes/project-form-pages.js");
const tokenPages = () => import("../routes/personal-access-token-pages.js");
const memberPages = () => import("../routes/member-pages.js");
const rolePages = () => import("../routes/role-pages.js");
const workspacePages = () => import("../routes/workspace-pages.js");
const auditPages = () => import("../routes/audit-pages.js");
const dataPlanePages = () => import("../routes/data-plane-pages.js");
const jobPages = () => import("../routes/job-pages.js");
const usagePages = () => import("../routes/usage-pages.js");
const mailboxPages = () => import("../routes/mailbox-pages.js");

const workspace = createRoute({
  getParentRoute: () => session,
  id: "workspace",
  component: WorkspaceChrome,
});
const projects = createRoute({
  getParentRoute: () => workspace,
  path: "/projects",
  validateSearch: searches.projects,
  component: lazyRouteComponent(projectPages, "ProjectsRoute"),
});
const newProject = createRoute({
  getParentRoute: () => workspace,
  path: "/projects/new",
  component: lazyRouteComponent(projectFormPages, "NewProjectRoute"),
});
/** `current` becomes the ID; one's other workspaces are entered, those of others are not there. */
const ownWorkspace = createRoute({
  getParentRoute: () => workspace,
  path: "/workspaces/$workspace",
  beforeLoad: async ({ context: { queryClient }, params, location, preload }) => {
    const { workspace: own, workspaces } = await queryClient.ensureQueryData(sessionQuery);
    if (params.workspace === own.id) return;
    if (params.workspace !== "current") {
      if (!workspaces.some(({ id }) => id === params.workspace)) notFound({ throw: true });
      else if (!preload) await enterWorkspace(queryClient, params.workspace);
      return;
    }
    const href = location.href.replace("/workspaces/current", `/workspaces/${own.id}`);
    redirect({ href, replace: true, throw: true });
  },
});
const workspaceStart = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/",
  beforeLoad: () => {
    redirect({ to: "/projects", replace: true, throw: true });
  },
});
const tokens = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/personal-access-tokens",
  validateSearch: searches.tokens,
  component: lazyRouteComponent(tokenPages, "TokensRoute"),
});
const newToken = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/personal-access-tokens/new",
  validateSearch: searches.newToken,
  component: lazyRouteComponent(tokenPages, "NewTokenRoute"),
});
const token = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/personal-access-tokens/$token",
  component: lazyRouteComponent(tokenPages, "TokenRoute"),
});
const members = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/members",
  validateSearch: searches.members,
  component: lazyRouteComponent(memberPages, "MembersRoute"),
});
const roles = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/roles",
  component: lazyRouteComponent(rolePages, "RolesRoute"),
});
const newRole = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/roles/new",
  validateSearch: searches.newRole,
  component: lazyRouteComponent(rolePages, "NewRoleRoute"),
});
const role = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/roles/$role",
  component: lazyRouteComponent(rolePages, "RoleRoute"),
});
const workspaceAudit = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/audit",
  validateSearch: searches.audit,
  component: lazyRouteComponent(auditPages, "WorkspaceAuditRoute"),
});
const workspaceSettings = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/settings",
  component: lazyRouteComponent(workspacePages, "WorkspaceSettingsRoute"),
});
const dataPlanes = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/data-planes",
  component: lazyRouteComponent(dataPlanePages, "DataPlanesRoute"),
});
const workspaceJobs = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/jobs",
  component: lazyRouteComponent(jobPages, "WorkspaceJobsRoute"),
});
const workspaceUsage = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/usage",
  validateSearch: searches.usage,
  component: lazyRouteComponent(usagePages, "WorkspaceUsageRoute"),
});
const mailbox = createRoute({
  getParentRoute: () => workspace,
  path: "/mailbox",
  validateSearch: searches.mailbox,
  component: lazyRouteComponent(mailboxPages, "MailboxRoute"),
});

/** The pages of a workspace. */
export const workspaceRoutes = workspace.addChildren([
  projects,
  newProject,
  mailbox,
  ownWorkspace.addChildren([
    workspaceStart,
    members,
    roles,
    newRole,
    role,
    tokens,
    newToken,
    token,
    workspaceAudit,
    workspaceJobs,
    workspaceUsage,
    dataPlanes,
    workspaceSettings,
  ]),
]);
