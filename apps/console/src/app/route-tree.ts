import { createRoute, lazyRouteComponent, notFound, redirect } from "@tanstack/react-router";
import { projectQuery } from "../features/projects/api/projects.js";
import { asApiError } from "../lib/api-error.js";
import { read } from "../lib/api.js";
import { enterWorkspace, sessionQuery, signInAddress } from "../lib/session.js";
import { readPreference } from "../lib/stored.js";
import { ProjectChrome } from "./chrome/project-chrome.js";
import { ProjectFailed } from "./chrome/project-failed.js";
import { WorkspaceChrome } from "./chrome/workspace-chrome.js";
import { searches } from "./search-schemas.js";
import { rootRoute } from "./root-route.js";
import { SessionLayout } from "./routes/session-layout.js";
import { TakingYou } from "./routes/taking-you.js";

const publicPages = () => import("./routes/public-pages.js");
const projectPages = () => import("./routes/project-pages.js");
const projectFormPages = () => import("./routes/project-form-pages.js");
const clientPages = () => import("./routes/client-pages.js");
const configurationPages = () => import("./routes/configuration-pages.js");
const streamPages = () => import("./routes/stream-pages.js");
const dataPlanePages = () => import("./routes/data-plane-pages.js");
const logPages = () => import("./routes/log-pages.js");
const tokenPages = () => import("./routes/personal-access-token-pages.js");
const invitationPages = () => import("./routes/invitation-pages.js");
const memberPages = () => import("./routes/member-pages.js");
const rolePages = () => import("./routes/role-pages.js");
const workspacePages = () => import("./routes/workspace-pages.js");
const auditPages = () => import("./routes/audit-pages.js");
const mailboxPages = () => import("./routes/mailbox-pages.js");

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: searches.signIn,
  component: lazyRouteComponent(publicPages, "SignInRoute"),
});
const callback = createRoute({
  getParentRoute: () => rootRoute,
  path: "/callback",
  component: lazyRouteComponent(publicPages, "CallbackRoute"),
});
const signedOut = createRoute({
  getParentRoute: () => rootRoute,
  path: "/signed-out",
  component: lazyRouteComponent(publicPages, "SignedOutRoute"),
});
const confirmed = createRoute({
  getParentRoute: () => rootRoute,
  path: "/confirmed",
  component: lazyRouteComponent(publicPages, "ConfirmedRoute"),
});
const cliAuthSuccess = createRoute({
  getParentRoute: () => rootRoute,
  path: "/cli-auth-success",
  component: lazyRouteComponent(publicPages, "CliAuthSuccessRoute"),
});
const error = createRoute({
  getParentRoute: () => rootRoute,
  path: "/error",
  validateSearch: searches.error,
  component: lazyRouteComponent(publicPages, "ErrorRoute"),
});
/** Asks for a session only to answer: whoever is invited may have no account yet. */
const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitations/$code",
  component: lazyRouteComponent(invitationPages, "InvitationRoute"),
});

/** Everything below needs a session; a signed-out visit goes straight to the issuer. */
const session = createRoute({
  getParentRoute: () => rootRoute,
  id: "session",
  component: SessionLayout,
  pendingComponent: TakingYou,
  beforeLoad: async ({ context: { queryClient }, location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (thrown) {
      if (asApiError(thrown).status !== 401) throw thrown;
      window.location.replace(signInAddress(location.href));
      await new Promise(() => undefined);
    }
  },
});

const start = createRoute({
  getParentRoute: () => session,
  path: "/",
  beforeLoad: async () => {
    const last = readPreference("project");
    if (last !== undefined && (await exists(last))) {
      redirect({
        to: "/projects/$project",
        params: { project: last },
        replace: true,
        throw: true,
      });
      return;
    }
    const projects = await read<unknown[]>("/projects");
    redirect({ to: projects.length > 0 ? "/projects" : "/welcome", replace: true, throw: true });
  },
});

async function exists(project: string): Promise<boolean> {
  try {
    await read(`/projects/${encodeURIComponent(project)}`);
    return true;
  } catch (thrown) {
    if (asApiError(thrown).status === 404 || asApiError(thrown).status === 403) return false;
    throw thrown;
  }
}

const welcome = createRoute({
  getParentRoute: () => session,
  path: "/welcome",
  component: lazyRouteComponent(projectFormPages, "WelcomeRoute"),
});

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
const mailbox = createRoute({
  getParentRoute: () => workspace,
  path: "/mailbox",
  validateSearch: searches.mailbox,
  component: lazyRouteComponent(mailboxPages, "MailboxRoute"),
});

const project = createRoute({
  getParentRoute: () => session,
  path: "/projects/$project",
  component: ProjectChrome,
  errorComponent: ProjectFailed,
  beforeLoad: async ({ context: { queryClient }, params, location, preload }) => {
    const wanted = params.project;
    const known = wanted === "current" ? readPreference("project") : wanted;
    if (known === undefined) {
      redirect({ to: "/projects", replace: true, throw: true });
      return;
    }
    const found = await queryClient.ensureQueryData(projectQuery(known));
    const { workspace: shown } = await queryClient.ensureQueryData(sessionQuery);
    if (found.workspace_id !== shown.id && !preload) {
      await enterWorkspace(queryClient, found.workspace_id);
    }
    if (found.slug === wanted) return;
    queryClient.setQueryData(["project", found.slug], found);
    const href = location.href.replace(`/projects/${wanted}`, `/projects/${found.slug}`);
    redirect({ href, replace: true, throw: true });
  },
});
const overview = createRoute({
  getParentRoute: () => project,
  path: "/",
  component: lazyRouteComponent(projectPages, "OverviewRoute"),
});
const settings = createRoute({
  getParentRoute: () => project,
  path: "/settings",
  component: lazyRouteComponent(projectFormPages, "ProjectSettingsRoute"),
});
const clients = createRoute({
  getParentRoute: () => project,
  path: "/clients",
  validateSearch: searches.clients,
  component: lazyRouteComponent(clientPages, "ClientsRoute"),
});
const newClient = createRoute({
  getParentRoute: () => project,
  path: "/clients/new",
  component: lazyRouteComponent(clientPages, "NewClientRoute"),
});
const client = createRoute({
  getParentRoute: () => project,
  path: "/clients/$client",
  component: lazyRouteComponent(clientPages, "ClientLayout"),
});
const clientOverview = createRoute({
  getParentRoute: () => client,
  path: "/",
  component: lazyRouteComponent(clientPages, "ClientOverviewRoute"),
});
const clientSettings = createRoute({
  getParentRoute: () => client,
  path: "/settings",
  component: lazyRouteComponent(clientPages, "ClientSettingsRoute"),
});
const clientCredentials = createRoute({
  getParentRoute: () => client,
  path: "/credentials",
  component: lazyRouteComponent(clientPages, "ClientCredentialsRoute"),
});
const clientDanger = createRoute({
  getParentRoute: () => client,
  path: "/danger",
  component: lazyRouteComponent(clientPages, "ClientDangerRoute"),
});

const logs = createRoute({
  getParentRoute: () => project,
  path: "/logs",
  validateSearch: searches.logs,
  component: lazyRouteComponent(logPages, "LogsRoute"),
});
const projectAudit = createRoute({
  getParentRoute: () => project,
  path: "/audit",
  validateSearch: searches.audit,
  component: lazyRouteComponent(auditPages, "ProjectAuditRoute"),
});

const configuration = createRoute({
  getParentRoute: () => project,
  path: "/configuration",
  beforeLoad: ({ params }) => {
    redirect({
      to: "/projects/$project/configuration/$group",
      params: { project: params.project, group: "lifetimes" },
      replace: true,
      throw: true,
    });
  },
});
const configurationGroup = createRoute({
  getParentRoute: () => project,
  path: "/configuration/$group",
  component: lazyRouteComponent(configurationPages, "ConfigurationRoute"),
});
const configurationHistory = createRoute({
  getParentRoute: () => project,
  path: "/configuration/history",
  component: lazyRouteComponent(configurationPages, "ConfigurationHistoryRoute"),
});
const revision = createRoute({
  getParentRoute: () => project,
  path: "/configuration/history/$revision",
  component: lazyRouteComponent(configurationPages, "RevisionRoute"),
});

const streams = createRoute({
  getParentRoute: () => project,
  path: "/streams",
  component: lazyRouteComponent(streamPages, "StreamsRoute"),
});
const newStream = createRoute({
  getParentRoute: () => project,
  path: "/streams/new",
  component: lazyRouteComponent(streamPages, "NewStreamRoute"),
});
const stream = createRoute({
  getParentRoute: () => project,
  path: "/streams/$stream",
  component: lazyRouteComponent(streamPages, "StreamRoute"),
});

const dataPlanes = createRoute({
  getParentRoute: () => ownWorkspace,
  path: "/data-planes",
  component: lazyRouteComponent(dataPlanePages, "DataPlanesRoute"),
});

export const routeTree = rootRoute.addChildren([
  signIn,
  callback,
  signedOut,
  confirmed,
  cliAuthSuccess,
  error,
  invitation,
  session.addChildren([
    start,
    welcome,
    workspace.addChildren([
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
        dataPlanes,
        workspaceSettings,
      ]),
    ]),
    project.addChildren([
      overview,
      settings,
      clients,
      newClient,
      logs,
      projectAudit,
      configuration,
      configurationGroup,
      configurationHistory,
      revision,
      streams,
      newStream,
      stream,
      client.addChildren([clientOverview, clientSettings, clientCredentials, clientDanger]),
    ]),
  ]),
]);
