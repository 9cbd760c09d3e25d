import { Outlet } from "@tanstack/react-router";
import { SessionEnded } from "../../features/sign-in/components/session-ended.js";

/** Everything that needs a session, and the overlay that appears when it ends. */
export function SessionLayout() {
  return (
    <>
      <Outlet />
      <SessionEnded />
    </>
  );
}
