import type { PersonalAccessToken } from "@grantry/contracts";
import { Status, type StatusKind } from "../../../components/ui/status.js";
import { stateOf, type TokenState } from "../token-state.js";
import { tokenTexts as texts } from "../texts.js";

const kinds: Record<TokenState, StatusKind> = {
  active: "ok",
  expiring: "attention",
  pending: "attention",
  rejected: "failure",
  expired: "neutral",
  revoked: "failure",
};

/** The state of a token in icon and word. */
export function TokenStatus({ token }: { token: PersonalAccessToken }) {
  const state = stateOf(token);
  return <Status kind={kinds[state]}>{texts.states[state]}</Status>;
}
