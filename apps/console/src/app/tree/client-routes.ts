import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { searches } from "../search-schemas.js";
import { project } from "./project-route.js";

const clientPages = () => import("../routes/client-pages.js");

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

/** The clients of a project. */
export const clientRoutes = [
  clients,
  newClient,
  client.addChildren([clientOverview, clientSettings, clientCredentials, clientDanger]),
] as const;
