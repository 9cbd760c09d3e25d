import type { Effect } from "@grantry/contracts";
import { counted, countedEach, inThousands } from "./counted.js";

/** What a project holds, counted on its plane; each up to a bound (`counted.ts`). */
export interface ProjectCounts {
  clients: number;
  selfRegisteredClients: number;
  pairwiseClients: number;
  /** Their scope holds a `*`. */
  wildcardClients: number;
  /** They have a secret or a key, and sign people in. */
  confidentialCodeClients: number;
  users: number;
  /** Browsers in which somebody is signed in. */
  sessions: number;
  /** What users gave to clients, and of which tokens are still good. */
  grants: number;
  /** Those that began longer ago than the age that was asked about. */
  oldGrants: number;
  tokensLastDay: number;
  signUpsLastMonth: number;
}

type Sentence = (held: ProjectCounts) => { words: string; counts: Record<string, number> };

/** By the code of an effect: how many it concerns. Nothing is added where it concerns nobody. */
const NUMBERS: Readonly<Record<string, Sentence>> = {
  halted: inUse,
  token_hook: issued,
  refresh_token_hook: issued,
  access_token_strategy: issued,
  refresh_token_lifetime_shorter: ({ grants }) => ({
    words: `${counted(grants, "grant")} now`,
    counts: { grants },
  }),
  authentication_session_lifetime_shorter: ({ sessions }) => ({
    words: `${counted(sessions, "sign-in")} are open now`,
    counts: { sessions },
  }),
  grant_lifetime: ({ oldGrants, grants }) => ({
    words: `${inThousands(oldGrants)} of ${counted(grants, "grant")} now`,
    counts: { old_grants: oldGrants, grants },
  }),
  pkce_enforced: ({ confidentialCodeClients: clients }) => ({
    words: `${counted(clients, "client")} with a secret or key can sign people in`,
    counts: { clients },
  }),
  scope_strategy: ({ wildcardClients: clients }) => ({
    words: `${counted(clients, "client")} with * in the scope`,
    counts: { clients },
  }),
  registration_closed: ({ selfRegisteredClients: clients }) => ({
    words: `${counted(clients, "client")} registered by themselves`,
    counts: { clients },
  }),
  pairwise_salt: pairwise,
  pairwise_off: pairwise,
  sign_up_closed: ({ signUpsLastMonth, users }) => ({
    words: `${counted(signUpsLastMonth, "sign-up")} in the last 30 days, ${counted(users, "account")}`,
    counts: { sign_ups_30_days: signUpsLastMonth, users },
  }),
};

/** Effects of a change with how many they concern, where that can be counted. */
export function withNumbers(effects: readonly Effect[], held: ProjectCounts): Effect[] {
  return effects.map((effect) => {
    const sentence = NUMBERS[effect.code]?.(held);
    if (sentence === undefined) return effect;
    const { words, counts } = sentence;
    return { ...effect, message: `${effect.message} That is: ${words}.`, counts };
  });
}

function inUse({ sessions, tokensLastDay }: ProjectCounts) {
  return {
    words: `${counted(tokensLastDay, "token")} issued in the last 24 hours, ${counted(sessions, "sign-in")} open`,
    counts: { tokens_24_hours: tokensLastDay, sessions },
  };
}

function issued({ tokensLastDay }: ProjectCounts) {
  return {
    words: `${counted(tokensLastDay, "token")} in the last 24 hours`,
    counts: { tokens_24_hours: tokensLastDay },
  };
}

function pairwise({ pairwiseClients: clients }: ProjectCounts) {
  return { words: counted(clients, "client"), counts: { clients } };
}

/** What deleting a project ends. Without counts its plane did not answer. */
export function deletionEffect(
  held: ProjectCounts | undefined,
  personalAccessTokens: number,
): Effect {
  const stops = "Every endpoint stops answering within a second";
  const restored = "It can be restored for 30 days.";
  const base = { code: "project_deleted", severity: "danger" } as const;
  if (held === undefined) {
    const message = `${stops}. ${restored} Its data plane does not answer, so nothing was counted.`;
    return { ...base, message };
  }
  const { clients, users, sessions, tokensLastDay } = held;
  const words = countedEach([
    [clients, "client"],
    [users, "user"],
    [sessions, "open sign-in"],
    [personalAccessTokens, "personal access token"],
  ]);
  const issuedWords = `${counted(tokensLastDay, "token")} issued in the last 24 hours`;
  return {
    ...base,
    message: `${stops}${words === "" ? "" : `, for ${words}`}; ${issuedWords}. ${restored}`,
    counts: {
      clients,
      users,
      sessions,
      personal_access_tokens: personalAccessTokens,
      tokens_24_hours: tokensLastDay,
    },
  };
}
