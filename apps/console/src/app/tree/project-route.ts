import { createRoute, redirect } from "@tanstack/react-router";
import { projectQuery } from "../../features/projects/api/projects.js";
import { enterWorkspace, sessionQuery } from "../../lib/session.js";
import { readPreference } from "../../lib/stored.js";
import { ProjectChrome } from "../chrome/project-chrome.js";
import { ProjectFailed } from "../chrome/project-failed.js";
import { session } from "./session-route.js";

/** Above every page of a project: reads it, and enters its workspace. */
export const project = createRoute({
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
