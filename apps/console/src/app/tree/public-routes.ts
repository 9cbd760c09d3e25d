import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../root-route.js";
import { searches } from "../search-schemas.js";

const publicPages = () => import("../routes/public-pages.js");
const invitationPages = () => import("../routes/invitation-pages.js");

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: searches.signIn,
  component: lazyRouteComponent(publicPages, "SignInRoute"),
});
const callback = createRoute({
  getParentRoute: () => rootRoute,
  path: "/callback",
  component: lazyRouteComponent(publicPages, "CallbackRoute"),
});
const signedOut = createRoute({
  getParentRoute: () => rootRoute,
  path: "/signed-out",
  component: lazyRouteComponent(publicPages, "SignedOutRoute"),
});
const confirmed = createRoute({
  getParentRoute: () => rootRoute,
  path: "/confirmed",
  component: lazyRouteComponent(publicPages, "ConfirmedRoute"),
});
const cliAuthSuccess = createRoute({
  getParentRoute: () => rootRoute,
  path: "/cli-auth-success",
  component: lazyRouteComponent(publicPages, "CliAuthSuccessRoute"),
});
const error = createRoute({
  getParentRoute: () => rootRoute,
  path: "/error",
  validateSearch: searches.error,
  component: lazyRouteComponent(publicPages, "ErrorRoute"),
});
/** Asks for a session only to answer: whoever is invited may have no account yet. */
const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitations/$code",
  component: lazyRouteComponent(invitationPages, "InvitationRoute"),
});

/** Where sign-ins start, end and fail. */
export const publicRoutes = [
  signIn,
  callback,
  signedOut,
  confirmed,
  cliAuthSuccess,
  error,
  invitation,
] as const;
