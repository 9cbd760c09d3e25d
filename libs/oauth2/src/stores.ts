import type { ClaimsParameter } from "./claims-parameter.js";
import type { ClientRecord } from "./client.js";
import type { DeliveryStore } from "./delivery.js";

/**
 * What the protocol core asks of storage. A store belongs to exactly one issuer: no method takes a
 * project. Each method that decides something says what happened; the caller decides what it means.
 */
export interface Stores {
  readonly clients: ClientStore;
  readonly grants: GrantStore;
  readonly sessions: SessionStore;
  readonly revocations: RevocationStore;
  readonly assertions: AssertionStore;
  readonly devices: DeviceAuthorizationStore;
  readonly trustedIssuers: TrustedIssuerStore;
  readonly deliveries: DeliveryStore;
}

/** A page of a keyset listing: `next` is the position to continue from, absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export interface ClientStore {
  /** One client, or nothing when this issuer has none of that id. */
  find(clientId: string): Promise<ClientRecord | undefined>;
  /** Clients ordered by creation, then id; `after` is a `next` of an earlier page. */
  list(query: {
    readonly limit: number;
    readonly after?: string;
    readonly clientName?: string;
    readonly owner?: string;
  }): Promise<Page<ClientRecord>>;
  insert(record: ClientRecord): Promise<"inserted" | "exists">;
  /** Writes the whole record when the stored `updatedAt` revision is still `record.revision`. */
  replace(record: ClientRecord): Promise<"replaced" | "absent" | "stale">;
  /** Removes the client and revokes every grant it holds. */
  remove(clientId: string): Promise<"removed" | "absent">;
  /** Writes all of it as `insert`, `replace` and `remove` do, or nothing. */
  change(changes: ClientChanges): Promise<"changed" | "stale">;
}

/** Several clients at once; what is replaced or removed names the revision that is stored. */
export interface ClientChanges {
  readonly inserted: readonly ClientRecord[];
  readonly replaced: readonly ClientRecord[];
  readonly removed: readonly { readonly clientId: string; readonly revision: number }[];
}

/** What a user granted to a client: one row from the authorization response to the last refresh. */
export interface Grant {
  /** 128 random bits in UUID form; only sealed artefacts of this issuer carry it. */
  readonly id: string;
  readonly clientId: string;
  readonly subject: string;
  /** The session the user signed in with; `sid` on the wire. */
  readonly sessionId?: string;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  /** Claims the consent gave to tokens, consent context, and what listings show of the request. */
  readonly details: GrantDetails;
  readonly authTime: Date;
  /** When the user or a remembered consent gave it. */
  readonly requestedAt: Date;
  /** When the code was redeemed; absent before. */
  readonly redeemedAt?: Date;
  /** 0 before the first refresh token, then the generation of the refresh token in use. */
  readonly generation: number;
  /** When `generation` was last raised. */
  readonly rotatedAt?: Date;
  /** When the refresh token in use ends; absent when it never does or there is none. */
  readonly refreshExpiresAt?: Date;
  readonly revokedAt?: Date;
  /** A remembered consent lets later requests skip the question until `rememberUntil` (absent: for good). */
  readonly remember: boolean;
  readonly rememberUntil?: Date;
  /** Nothing issued under the grant outlives this; the row may be purged after it. */
  readonly expiresAt: Date;
}

export interface GrantDetails {
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly accessTokenClaims?: Readonly<Record<string, unknown>>;
  readonly idTokenClaims?: Readonly<Record<string, unknown>>;
  readonly context?: unknown;
  /** The `claims` parameter (OpenID Connect Core §5.5), as parsed. */
  readonly claims?: ClaimsParameter;
  readonly rememberFor?: number;
  /** The consent was not asked: a remembered one or the client's `skip_consent` stood in. */
  readonly skipped?: boolean;
  /** The authorization request as a query, for listings of consents. */
  readonly query?: string;
  readonly forcedSubject?: string;
}

/** What tokens say of a grant; what only listings show of the request is left out. */
export type IssuableGrant = Pick<
  Grant,
  | "id"
  | "clientId"
  | "subject"
  | "sessionId"
  | "scope"
  | "audience"
  | "authTime"
  | "requestedAt"
  | "generation"
> & { readonly details: Omit<GrantDetails, "query" | "skipped"> };

export type NewGrant = Omit<Grant, "redeemedAt" | "rotatedAt" | "revokedAt">;

export type Redemption =
  | { readonly outcome: "redeemed"; readonly grant: IssuableGrant }
  | { readonly outcome: "replayed" | "revoked" | "absent" };

export type Rotation =
  /** `rotated`: this call raised the generation. `repeated`: an earlier one did, within the grace. */
  | { readonly outcome: "rotated" | "repeated"; readonly grant: IssuableGrant }
  /** `reused`: an older generation outside the grace. */
  | { readonly outcome: "reused" | "revoked" | "expired" | "absent" };

/** What a liveness question needs of a grant. */
export interface GrantState {
  readonly generation: number;
  readonly rotatedAt?: Date;
  readonly revokedAt?: Date;
}

/** What a userinfo answer says of a grant beside that. */
export interface GrantStateWithDetails extends GrantState {
  readonly authTime: Date;
  readonly requestedAt: Date;
  readonly details: IssuableGrant["details"];
}

export interface GrantStore {
  /**
   * Writes a grant keyed by its flow: the same id a second time is a replayed verifier (`exists`).
   * A remembered grant ends the `remember` of older ones of the same subject and client.
   */
  insert(grant: NewGrant): Promise<"inserted" | "exists">;
  /**
   * One compare-and-set on `redeemedAt`: of any number of parallel calls exactly one is `redeemed`
   * (RFC 6749 §4.1.2). Sets `generation` and `refreshExpiresAt` for the first refresh token.
   */
  redeem(
    grantId: string,
    at: Date,
    first: {
      readonly generation: number;
      readonly refreshExpiresAt?: Date;
      readonly expiresAt: Date;
    },
  ): Promise<Redemption>;
  /**
   * One compare-and-set on `generation` (RFC 9700 §4.14.2): exactly one call is `rotated`; a call
   * with the generation just replaced is `repeated` until `graceSeconds` after `rotatedAt`. A grant
   * whose `refreshExpiresAt` has passed is `expired`.
   */
  rotate(
    grantId: string,
    generation: number,
    at: Date,
    next: {
      readonly graceSeconds: number;
      readonly refreshExpiresAt?: Date;
      readonly expiresAt: Date;
    },
  ): Promise<Rotation>;
  /** Liveness for introspection: one primary-key read, batched. */
  state(grantId: string): Promise<GrantState | undefined>;
  /** The same for userinfo. */
  stateWithDetails(grantId: string): Promise<GrantStateWithDetails | undefined>;
  find(grantId: string): Promise<Grant | undefined>;
  /** Writes what later tokens of a grant carry; the request it was made by stays. */
  keepDetails(grantId: string, details: GrantDetails): Promise<void>;
  /**
   * Revokes one grant; durable when the promise resolves. `because` is kept for those who are told:
   * a code or refresh token came twice, or the user's consent was taken back.
   */
  revoke(grantId: string, at: Date, because?: "reuse" | "consent"): Promise<"revoked" | "absent">;
  /** Revokes every living grant that matches all given members; answers how many. */
  revokeWhere(
    where: { readonly clientId?: string; readonly subject?: string; readonly sessionId?: string },
    at: Date,
  ): Promise<number>;
  /** The remembered, unexpired, unrevoked consent of a subject for a client, newest first. */
  remembered(subject: string, clientId: string, at: Date): Promise<Grant | undefined>;
  /** Consents of a subject (not those skipped), newest first. */
  listBySubject(query: {
    readonly subject: string;
    readonly sessionId?: string;
    readonly limit: number;
    readonly after?: string;
  }): Promise<Page<Grant>>;
}

/** One signed-in browser of a user at this issuer. */
export interface Session {
  /** 128 random bits in UUID form; `sid` on the wire. */
  readonly id: string;
  readonly subject: string;
  readonly authenticatedAt: Date;
  readonly acr?: string;
  readonly amr: readonly string[];
  /** Whether the browser keeps it after closing. */
  readonly persistent: boolean;
  /** False: the session exists for `sid` only and never spares a sign-in. */
  readonly remembered: boolean;
  readonly expiresAt: Date;
  readonly revokedAt?: Date;
  readonly userAgent?: string;
  readonly address?: string;
}

/** A session that has just been ended. */
export interface EndedSession {
  readonly id: string;
  readonly subject: string;
  /** Clients with a grant in the session, in no order. */
  readonly clientIds: readonly string[];
}

export interface SessionStore {
  /** Writes a session; the same id a second time (a replayed verifier) changes nothing. */
  insert(session: Session): Promise<"inserted" | "exists">;
  /** A session that is neither expired nor revoked. */
  find(sessionId: string, at: Date): Promise<Session | undefined>;
  extend(sessionId: string, expiresAt: Date): Promise<void>;
  /** Revokes a session alone, as when a new sign-in takes its place in the same browser. */
  revoke(sessionId: string, at: Date): Promise<"revoked" | "absent">;
  /**
   * Ends a living session with what hangs on it (OpenID Connect Back-Channel Logout §2.7), in one
   * transaction: grants of the session without offline access are revoked (a consent that was to
   * be remembered is remembered on, without tokens), and for each client with a grant in it and a
   * `backchannel_logout_uri` a delivery waits. Nothing when there is no such living session.
   */
  end(sessionId: string, at: Date): Promise<EndedSession | undefined>;
  /** Ends every living session of a subject likewise. */
  endBySubject(subject: string, at: Date): Promise<readonly EndedSession[]>;
  listBySubject(subject: string, at: Date): Promise<readonly Session[]>;
}

/** Tokens that have no grant (client credentials) and were revoked before they expired. */
export interface RevocationStore {
  add(tokenId: string, expiresAt: Date): Promise<void>;
  has(tokenId: string): Promise<boolean>;
}

/** Assertion identifiers already used (RFC 7523 §3, `jti`). */
export interface AssertionStore {
  /** One compare-and-set: `used` for every call but the first until `expiresAt`. */
  use(issuer: string, jti: string, expiresAt: Date): Promise<"fresh" | "used">;
}

/** A device that waits for its user (RFC 8628 §3.2). */
export interface DeviceAuthorization {
  /** 128 random bits in UUID form; only the sealed device code carries it. */
  readonly id: string;
  /** The code the user types, in its normal form; unique among those alive. */
  readonly userCode: string;
  readonly clientId: string;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  /** `waiting` until the user decides. */
  readonly state: "waiting" | "approved" | "denied";
  /** What the user granted; present once `approved`. */
  readonly grantId?: string;
}

export type DevicePoll =
  | { readonly outcome: "approved"; readonly grantId: string }
  /** `slow_down`: asked again before `intervalSeconds` had passed (RFC 8628 §3.5). */
  | { readonly outcome: "waiting" | "slow_down" | "denied" | "absent" };

export interface DeviceAuthorizationStore {
  /** `taken`: another living authorization has the same user code. */
  insert(authorization: DeviceAuthorization): Promise<"inserted" | "taken">;
  find(id: string): Promise<DeviceAuthorization | undefined>;
  /** The waiting, unexpired authorization of a user code. */
  findByUserCode(userCode: string, at: Date): Promise<DeviceAuthorization | undefined>;
  /** One compare-and-set on `waiting`: of any number of decisions exactly one is `decided`. */
  decide(
    id: string,
    decision:
      | { readonly state: "approved"; readonly grantId: string }
      | { readonly state: "denied" },
  ): Promise<"decided" | "answered">;
  /**
   * Notes that the device asked and answers what it is told. An early call is `slow_down` and raises
   * the interval of this authorization by five seconds (RFC 8628 §3.5).
   */
  poll(id: string, at: Date, intervalSeconds: number): Promise<DevicePoll>;
}

/** An issuer whose assertions a project trusts (RFC 7523 §3), as Hydra keeps it. */
export interface TrustedIssuer {
  readonly id: string;
  readonly issuer: string;
  /** Absent: any subject. */
  readonly subject?: string;
  readonly scope: readonly string[];
  readonly publicKey: Readonly<Record<string, unknown>> & { readonly kid: string };
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface TrustedIssuerStore {
  /** `exists`: the same issuer, subject and key are trusted already. */
  insert(trusted: TrustedIssuer): Promise<"inserted" | "exists">;
  find(id: string): Promise<TrustedIssuer | undefined>;
  /** Those that may vouch for a subject with a key, unexpired. */
  findForAssertion(query: {
    readonly issuer: string;
    readonly subject: string;
    readonly kid: string;
    readonly at: Date;
  }): Promise<readonly TrustedIssuer[]>;
  list(query: {
    readonly issuer?: string;
    readonly limit: number;
    readonly after?: string;
  }): Promise<Page<TrustedIssuer>>;
  remove(id: string): Promise<"removed" | "absent">;
}
