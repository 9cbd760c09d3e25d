import type { PersonalAccessToken } from "@grantry/contracts";

export type TokenState = "active" | "expiring" | "pending" | "rejected" | "expired" | "revoked";

const WEEK_MILLISECONDS = 7 * 86_400_000;

/** Whether a token works, waits, or is about to stop. */
export function stateOf(token: PersonalAccessToken, now: number = Date.now()): TokenState {
  if (token.revoked_at !== null) return "revoked";
  if (token.state === "rejected") return "rejected";
  const left = token.expires_at === null ? Infinity : new Date(token.expires_at).getTime() - now;
  if (left <= 0) return "expired";
  if (token.state === "pending") return "pending";
  return left < WEEK_MILLISECONDS ? "expiring" : "active";
}
