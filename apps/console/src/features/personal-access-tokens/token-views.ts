import type { PersonalAccessToken } from "@grantry/contracts";
import { stateOf } from "./token-state.js";

export const tokenViews = [
  "mine",
  "all",
  "waiting",
  "unused",
  "idle",
  "endless",
  "expiring",
] as const;
export type TokenView = (typeof tokenViews)[number];

const IDLE_MILLISECONDS = 90 * 86_400_000;

/** Whether a token stands in a view of the list. */
export function isInView(
  token: PersonalAccessToken,
  view: TokenView,
  memberId: string,
  now: number = Date.now(),
): boolean {
  const works = ["active", "expiring"].includes(stateOf(token, now));
  switch (view) {
    case "mine":
      return token.owner.id === memberId;
    case "all":
      return true;
    case "waiting":
      return token.state === "pending";
    case "unused":
      return works && token.last_used_at === null;
    case "idle":
      return (
        works &&
        token.last_used_at !== null &&
        now - new Date(token.last_used_at).getTime() > IDLE_MILLISECONDS
      );
    case "endless":
      return works && token.expires_at === null;
    default:
      return stateOf(token, now) === "expiring";
  }
}
