import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { searches } from "../search-schemas.js";
import { project } from "./project-route.js";

const userPages = () => import("../routes/user-pages.js");

const users = createRoute({
  getParentRoute: () => project,
  path: "/users",
  validateSearch: searches.users,
  component: lazyRouteComponent(userPages, "UsersRoute"),
});
const user = createRoute({
  getParentRoute: () => project,
  path: "/users/$user",
  component: lazyRouteComponent(userPages, "UserRoute"),
});

/** The users of a project. */
export const userRoutes = [users, user] as const;
