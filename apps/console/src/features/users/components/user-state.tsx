import type { ProjectIdentity } from "@grantry/contracts";
import { Status } from "../../../components/ui/status.js";
import { userTexts as texts } from "../texts.js";

/** Whether a user may sign in. */
export function UserState({ user: { state } }: { user: ProjectIdentity }) {
  return <Status kind={state === "active" ? "ok" : "neutral"}>{texts.states[state]}</Status>;
}

/** Whether a user has shown that the address is theirs. */
export function AddressState({ user }: { user: ProjectIdentity }) {
  const isVerified = user.verifiable_addresses?.some(({ verified }) => verified) ?? false;
  return isVerified ? (
    <Status kind="ok">{texts.verified}</Status>
  ) : (
    <Status kind="neutral">{texts.unverified}</Status>
  );
}
