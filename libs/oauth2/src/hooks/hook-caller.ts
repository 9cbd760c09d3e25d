import type { HookTarget } from "./hook-target.js";

/** A question to a hook. */
export interface HookCall {
  readonly kind: "token_hook" | "refresh_token_hook";
  readonly target: HookTarget;
  /** The client whose token request it is about. */
  readonly clientId: string;
  /** Sent as JSON. */
  readonly document: unknown;
}

export interface HookAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * How the core asks a hook: by a guarded POST with a time limit. Rejects with {@link HookUnavailable}
 * when no answer could be had or none is asked for at the moment.
 */
export interface HookCaller {
  readonly ask: (call: HookCall) => Promise<HookAnswer>;
}

/** No answer: not reachable, too slow, or not asked because it failed again and again. */
export class HookUnavailable extends Error {
  override readonly name = "HookUnavailable";
}
