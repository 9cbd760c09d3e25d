import type { ClientLifespan, ClientMetadata } from "./client-metadata.js";
import { parseDuration } from "./duration.js";
import { UnauthorizedClient } from "./errors.js";

export interface ClientSecret {
  /**
   * `keyed`: HMAC of a generated secret. `argon2id`: PHC string of one that a person chose. `sealed`:
   * encrypted, because client_secret_jwt computes with the secret itself (OpenID Connect Core §9).
   */
  readonly kind: "keyed" | "argon2id" | "sealed";
  /** Base64url digest for `keyed`, PHC string for `argon2id`, sealed text for `sealed`. */
  readonly digest: string;
  readonly createdAt: Date;
}

/** A client as stored. */
export interface ClientRecord {
  readonly clientId: string;
  readonly metadata: ClientMetadata;
  /** The current secret first, then rotated ones that still work. */
  readonly secrets: readonly ClientSecret[];
  readonly registrationTokenDigest?: string;
  /** Tokens issued before this instant are dead. */
  readonly notBefore?: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Raised by each write; compared by the next. */
  readonly revision: number;
}

/** What the clocks of several planes may differ by. */
const CLOCK_TOLERANCE_MS = 5_000;

/** A client ready to answer questions; built once per change and shared between requests. */
export class Client {
  readonly id: string;
  readonly record: ClientRecord;
  readonly metadata: ClientMetadata;
  readonly redirectUris: readonly string[];
  readonly grantTypes: ReadonlySet<string>;
  readonly responseTypes: ReadonlySet<string>;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly authenticationMethod: string;
  readonly isPublic: boolean;
  /** It registered itself (RFC 7591 §3): nobody of the project has vouched for its name. */
  readonly isSelfRegistered: boolean;
  /**
   * Instant in ms before which nothing issued counts: what a deleted client of the same id was given
   * is not this one's.
   */
  readonly notBefore: number;
  /** A digest of the secret that matched last; see `matchesClientSecret`. */
  lastMatch: string | undefined;

  constructor(record: ClientRecord) {
    const metadata = record.metadata;
    this.lastMatch = undefined;
    this.id = record.clientId;
    this.record = record;
    this.metadata = metadata;
    this.redirectUris = metadata.redirect_uris ?? [];
    this.grantTypes = new Set(nonEmpty(metadata.grant_types) ?? ["authorization_code"]);
    this.responseTypes = new Set(
      (nonEmpty(metadata.response_types) ?? ["code"]).map(canonicalResponseType),
    );
    this.scopes = metadata.scope.split(" ").filter((scope) => scope !== "");
    this.audience = metadata.audience;
    this.authenticationMethod = metadata.token_endpoint_auth_method || "client_secret_basic";
    this.isPublic = this.authenticationMethod === "none";
    this.isSelfRegistered = metadata.origin === "self_registered";
    this.notBefore = Math.max(
      record.notBefore?.getTime() ?? 0,
      record.createdAt.getTime() - CLOCK_TOLERANCE_MS,
    );
  }

  /** RFC 6749 §5.2: throws `unauthorized_client` when the client is not registered for the grant. */
  assertMayUse(grantType: string): void {
    if (this.grantTypes.has(grantType)) return;
    throw new UnauthorizedClient(
      `The client is not registered for grant_type '${grantType}'. Add it to the client's grant_types.`,
    );
  }

  /** The client's own lifetime for a token of a grant in seconds, else `fallback`. */
  lifespan(name: ClientLifespan, fallback: number): number {
    const own = this.metadata[name];
    return own === null || own === undefined || own === "" ? fallback : parseDuration(own);
  }
}

/** Response types are sets of words (OAuth 2.0 Multiple Response Types §3): order carries nothing. */
export function canonicalResponseType(responseType: string): string {
  return responseType.split(" ").filter(Boolean).toSorted().join(" ");
}

function nonEmpty(list: readonly string[] | null | undefined): readonly string[] | undefined {
  return list === null || list === undefined || list.length === 0 ? undefined : list;
}
