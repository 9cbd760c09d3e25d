import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { project } from "./project-route.js";

const configurationPages = () => import("../routes/configuration-pages.js");

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

/** The configuration of a project and its history. */
export const configurationRoutes = [
  configuration,
  configurationGroup,
  configurationHistory,
  revision,
] as const;
