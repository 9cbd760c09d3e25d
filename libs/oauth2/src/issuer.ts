import type { Client } from "./client.js";
import type { HookCaller } from "./hooks/hook-caller.js";
import type { Outbound } from "./outbound.js";
import type { Policy } from "./policy.js";
import type { Sealer } from "./sealed.js";
import type { SigningAlgorithm, SigningKeys } from "./signing-keys.js";
import type { Stores } from "./stores.js";

/**
 * One authorization server (RFC 8414 §2): the world that a protocol function may touch, and the
 * first argument of each. There is no tenant here: many tenants are many issuers.
 */
export interface Issuer {
  /** The issuer identifier: the base of every endpoint, without a trailing slash. */
  readonly url: string;
  readonly policy: Policy;
  readonly keys: SigningKeys;
  /** Makes sure that the issuer can sign with an algorithm from now on. */
  readonly ensureSigningKey: (algorithm: SigningAlgorithm) => Promise<void>;
  readonly sealer: Sealer;
  readonly stores: Stores;
  /** A client of this issuer, from the cache of opened clients. */
  readonly client: (clientId: string) => Promise<Client | undefined>;
  readonly subjects: SubjectClaims;
  readonly passwords: SecretHashes;
  readonly outbound: Outbound;
  readonly hooks: HookCaller;
  readonly clock: () => Date;
}

/** What the issuer knows of its users. */
export interface SubjectClaims {
  /**
   * The claims that a granted scope releases about a subject as they are now (OpenID Connect Core
   * §5.4), without `sub`, and those asked for by name (§5.5); empty for a subject that only an
   * external login app knows.
   */
  readonly ofSubject: (
    subject: string,
    scope: readonly string[],
    names?: readonly string[],
  ) => Promise<Readonly<Record<string, unknown>>>;
}

/** Slow hashes of secrets that people chose (argon2id), off the event loop. */
export interface SecretHashes {
  readonly hash: (secret: string) => Promise<string>;
  readonly verify: (digest: string, secret: string) => Promise<boolean>;
}

/** Paths of the issuer's endpoints, as discovery lists them and as routes serve them. */
export const ENDPOINTS = {
  authorization: "/oauth2/auth",
  token: "/oauth2/token",
  revocation: "/oauth2/revoke",
  introspection: "/oauth2/introspect",
  userinfo: "/userinfo",
  jwks: "/.well-known/jwks.json",
  endSession: "/oauth2/sessions/logout",
  registration: "/oauth2/register",
  deviceAuthorization: "/oauth2/device/auth",
  deviceVerification: "/oauth2/device/verify",
} as const;

/** Seconds since the epoch, as tokens carry them (RFC 7519 §2, NumericDate). */
export function numericDate(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** The instant `seconds` after `date`. */
export function after(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
