import type { Page } from "./stores.js";

/** What an issuer sends to addresses that its project or its clients chose. */
export const DELIVERY_KINDS = ["backchannel_logout", "token_hook", "refresh_token_hook"] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/**
 * One message to such an address: an entry of the log, and for a logout token also the order to
 * send it. It carries facts, never a token or a secret: tokens are made when they are sent.
 */
export interface Delivery {
  /** 128 random bits in UUID form. */
  readonly id: string;
  readonly kind: DeliveryKind;
  /** The client that is told, or whose token request the hook was asked about. */
  readonly clientId: string;
  readonly url: string;
  /** The session that ended (`backchannel_logout`). */
  readonly sessionId?: string;
  readonly subject?: string;
  /** The subject identifier a login app forced for this client. */
  readonly forcedSubject?: string;
  /** `waiting`: to be sent from `dueAt` on. `refused`: a hook said no. `failed`: given up. */
  readonly state: "waiting" | "delivered" | "refused" | "failed";
  readonly attempts: number;
  /** The HTTP status of the last answer; absent when there was none. */
  readonly status?: number;
  /** How long the last attempt took. */
  readonly milliseconds?: number;
  /** Why the last attempt failed, in words for the project's members. */
  readonly error?: string;
  readonly createdAt: Date;
  readonly dueAt?: Date;
  readonly finishedAt?: Date;
  /** The entry is purged then. */
  readonly expiresAt: Date;
}

/** How an attempt ended. */
export interface DeliveryAttempt {
  readonly state: "waiting" | "delivered" | "failed";
  readonly at: Date;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly error?: string;
  /** When to try again; present exactly when the state is `waiting`. */
  readonly dueAt?: Date;
}

export interface DeliveryStore {
  /** Adds finished entries to the log; an id already known changes nothing. */
  record(entries: readonly Delivery[]): Promise<void>;
  find(id: string): Promise<Delivery | undefined>;
  /** Notes an attempt at a delivery that waits; `settled`: another attempt ended it before. */
  attempted(id: string, attempt: DeliveryAttempt): Promise<"noted" | "settled">;
  /** The log, newest first. */
  list(query: {
    readonly kind?: DeliveryKind;
    readonly limit: number;
    readonly after?: string;
  }): Promise<Page<Delivery>>;
}

/** How long the log is kept. */
export const DELIVERY_LOG_SECONDS = 30 * 24 * 3600;
