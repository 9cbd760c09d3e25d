import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { Toasts } from "../components/ui/toast.js";
import { ANNOUNCER_ID } from "../lib/announce.js";
import { useTheme } from "../lib/theme.js";
import { NotFoundPage } from "./routes/not-found.js";
import { FailedPage } from "./routes/failed.js";

function Root() {
  useTheme();
  return (
    <>
      <Outlet />
      <Toasts />
      <div id={ANNOUNCER_ID} aria-live="polite" className="sr-only" />
    </>
  );
}

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: FailedPage,
});
