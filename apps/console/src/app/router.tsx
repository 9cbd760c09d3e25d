import { createRouter } from "@tanstack/react-router";
import { focusHeading } from "../lib/focus-heading.js";
import { queryClient } from "./query-client.js";
import { routeTree } from "./route-tree.js";

/** The console's addresses. */
export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 100,
  scrollRestoration: true,
});

router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
  if (pathChanged && fromLocation !== undefined) focusHeading();
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
