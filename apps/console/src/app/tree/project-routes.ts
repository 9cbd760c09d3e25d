import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { searches } from "../search-schemas.js";
import { clientRoutes } from "./client-routes.js";
import { configurationRoutes } from "./configuration-routes.js";
import { project } from "./project-route.js";
import { userRoutes } from "./user-routes.js";

const projectPages = () => import("../routes/project-pages.js");
const projectFormPages = () => import("../routes/project-form-pages.js");
const logPages = () => import("../routes/log-pages.js");
const auditPages = () => import("../routes/audit-pages.js");
const keyPages = () => import("../routes/key-pages.js");
const jobPages = () => import("../routes/job-pages.js");
const usagePages = () => import("../routes/usage-pages.js");
const streamPages = () => import("../routes/stream-pages.js");

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
const keys = createRoute({
  getParentRoute: () => project,
  path: "/keys",
  component: lazyRouteComponent(keyPages, "SigningKeysRoute"),
});
const jobs = createRoute({
  getParentRoute: () => project,
  path: "/jobs",
  component: lazyRouteComponent(jobPages, "ProjectJobsRoute"),
});
const usage = createRoute({
  getParentRoute: () => project,
  path: "/usage",
  validateSearch: searches.usage,
  component: lazyRouteComponent(usagePages, "ProjectUsageRoute"),
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

/** The pages of a project. */
export const projectRoutes = project.addChildren([
  overview,
  settings,
  logs,
  projectAudit,
  streams,
  newStream,
  stream,
  keys,
  jobs,
  usage,
  ...clientRoutes,
  ...configurationRoutes,
  ...userRoutes,
]);
