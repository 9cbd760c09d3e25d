import { Outlet } from "@tanstack/react-router";
import { ConfirmIdentity } from "../../features/sign-in/components/confirm-identity.js";
import { SessionEnded } from "../../features/sign-in/components/session-ended.js";

/** Everything that needs a session, the overlay that appears when it ends, and the one that asks who it is. */
export function SessionLayout() {
  return (
    <>
      <Outlet />
      <SessionEnded />
      <ConfirmIdentity />
    </>
  );
}
