import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { asApiError } from "../../lib/api-error.js";
import { read } from "../../lib/api.js";
import { readPreference } from "../../lib/stored.js";
import { session } from "./session-route.js";

const projectFormPages = () => import("../routes/project-form-pages.js");

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

/** Where a visit without a page of its own begins. */
export const startRoutes = [start, welcome] as const;
