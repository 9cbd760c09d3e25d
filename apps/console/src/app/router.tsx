import { createRouter } from "@tanstack/react-router";
import { expectFocus } from "../lib/navigation-focus.js";
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

router.subscribe("onBeforeNavigate", ({ pathChanged, fromLocation }) => {
  if (pathChanged && fromLocation !== undefined) expectFocus();
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
