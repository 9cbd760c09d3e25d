import { createRoute } from "@tanstack/react-router";
import { asApiError } from "../../lib/api-error.js";
import { sessionQuery, signInAddress } from "../../lib/session.js";
import { rootRoute } from "../root-route.js";
import { SessionLayout } from "../routes/session-layout.js";
import { TakingYou } from "../routes/taking-you.js";

/** Everything below needs a session; a signed-out visit goes straight to the issuer. */
export const session = createRoute({
  getParentRoute: () => rootRoute,
  id: "session",
  component: SessionLayout,
  pendingComponent: TakingYou,
  beforeLoad: async ({ context: { queryClient }, location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (thrown) {
      if (asApiError(thrown).status !== 401) throw thrown;
      window.location.replace(signInAddress(location.href));
      await new Promise(() => undefined);
    }
  },
});
