import type { Effect } from "@grantry/contracts";
import { counted, countedEach } from "./counted.js";

/** What ends with somebody's place in a workspace. */
export interface EndingAccess {
  /** Browsers that are signed out. */
  sessions: number;
  personalAccessTokens: number;
  /** Roles in single projects. */
  projectRoles: number;
}

/** Removing somebody, in numbers. */
export function removalEffect({
  sessions,
  personalAccessTokens,
  projectRoles,
}: EndingAccess): Effect {
  const ends = countedEach([
    [sessions, "session"],
    [personalAccessTokens, "personal access token"],
    [projectRoles, "role in a project", "roles in projects"],
  ]);
  return {
    code: "access_ends",
    severity: "danger",
    message: ends === "" ? "Nothing else ends with it." : `Ends ${ends} now.`,
    counts: { sessions, personal_access_tokens: personalAccessTokens, project_roles: projectRoles },
  };
}

/** Tokens that can do less than before, or nothing, because their owners can. */
export function narrowedTokensEffect(personalAccessTokens: number): Effect[] {
  if (personalAccessTokens === 0) return [];
  const message = `${counted(personalAccessTokens, "personal access token")} can do less from now on.`;
  const counts = { personal_access_tokens: personalAccessTokens };
  return [{ code: "tokens_narrowed", severity: "warning", message, counts }];
}

/** How a token was used, for who is about to end it. */
export interface TokenUseCounts {
  days: number;
  uses: number;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
}

/** Revoking a token, in numbers. */
export function revocationEffect(
  name: string,
  { days, uses, lastUsedAt, lastUsedAddress }: TokenUseCounts,
): Effect {
  const from = lastUsedAddress === null ? "" : ` from ${lastUsedAddress}`;
  const last =
    lastUsedAt === null ? "It was never used" : `Last used ${lastUsedAt.toISOString()}${from}`;
  return {
    code: "token_revoked",
    severity: lastUsedAt === null ? "info" : "danger",
    message: `${name} stops working everywhere within a second. ${last}; ${counted(uses, "use")} of its permissions in the last ${days} days.`,
    counts: { uses },
  };
}
