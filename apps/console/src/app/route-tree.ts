import { rootRoute } from "./root-route.js";
import { projectRoutes } from "./tree/project-routes.js";
import { publicRoutes } from "./tree/public-routes.js";
import { session } from "./tree/session-route.js";
import { startRoutes } from "./tree/start-routes.js";
import { workspaceRoutes } from "./tree/workspace-routes.js";

/** Every address of the console (console §2.3). */
export const routeTree = rootRoute.addChildren([
  ...publicRoutes,
  session.addChildren([...startRoutes, workspaceRoutes, projectRoutes]),
]);
