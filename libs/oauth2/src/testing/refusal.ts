import { OAuthError } from "../errors.js";

/** What something is refused with: the registered code and the status; throws when it is not. */
export async function refusalOf(
  attempt: () => unknown,
): Promise<{ readonly code: string; readonly status: number }> {
  let outcome: unknown;
  try {
    outcome = await attempt();
  } catch (error) {
    if (error instanceof OAuthError) return { code: error.code, status: error.status };
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(outcome)}`);
}

/** The registered code something is refused with, or `accepted`; anything else is a fault. */
export async function outcomeOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "accepted";
  } catch (error) {
    if (error instanceof OAuthError) return error.code;
    throw error;
  }
}
