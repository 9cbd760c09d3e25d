import type { PersonalAccessToken } from "@grantry/contracts";

export type TokenState = "active" | "expiring" | "expired" | "revoked";

const WEEK_MILLISECONDS = 7 * 86_400_000;

/** Whether a token works, and whether it is about to stop. */
export function stateOf(
  { revoked_at, expires_at }: PersonalAccessToken,
  now: number = Date.now(),
): TokenState {
  if (revoked_at !== null) return "revoked";
  if (expires_at === null) return "active";
  const left = new Date(expires_at).getTime() - now;
  if (left <= 0) return "expired";
  return left < WEEK_MILLISECONDS ? "expiring" : "active";
}
