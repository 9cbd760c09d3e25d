import { randomUUID } from "node:crypto";
import type { Issuer } from "./issuer.js";

/** Kinds of sealed credentials an issuer hands to clients, as they stand in the token prefix. */
type Kind = "at" | "rt" | "ac" | "dc";

/** The facts of an opaque access token. */
export interface AccessTokenFacts {
  readonly tokenId: string;
  readonly grantId?: string | undefined;
  /** The generation it was issued with; absent when no rotation ends it. */
  readonly generation?: number | undefined;
  readonly clientId: string;
  readonly subject: string;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  /** Milliseconds since the epoch: a cut-off tells apart what one second holds. */
  readonly issuedAtMs: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** The facts of a refresh token: equal for equal generations, so a repeated refresh repeats it. */
export interface RefreshTokenFacts {
  readonly grantId: string;
  readonly generation: number;
  readonly clientId: string;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  /** When the grant was given, milliseconds since the epoch. */
  readonly grantedAtMs: number;
}

/** The facts of an authorization code: all that has to be compared before it is redeemed. */
export interface AuthorizationCodeFacts {
  readonly grantId: string;
  readonly clientId: string;
  /** The `redirect_uri` of the authorization request, absent when it sent none. */
  readonly redirectUri?: string;
  readonly codeChallenge?: string;
  readonly nonce?: string;
  readonly expiresAt: number;
}

/** The facts of a device code (RFC 8628 §3.2). */
export interface DeviceCodeFacts {
  readonly id: string;
  readonly clientId: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** What an Authorization header can carry: an access token holds the claims of its session. */
const LONGEST_CREDENTIAL = 16_384;

const MOST_PREFIXES = 1_000;

/** A fresh identifier of 128 bits in UUID form, 122 of them random. */
export function freshId(): string {
  return randomUUID();
}

export function sealAccessToken(issuer: Issuer, facts: AccessTokenFacts): string {
  const list: unknown[] = [
    facts.tokenId,
    facts.grantId ?? 0,
    facts.generation ?? -1,
    facts.clientId,
    facts.subject === facts.clientId ? 0 : facts.subject,
    facts.scope.join(" "),
    facts.audience,
    facts.issuedAtMs,
    facts.expiresAt,
  ];
  if (facts.claims !== undefined) list.push(facts.claims);
  return seal(issuer, "at", list);
}

export function openAccessToken(issuer: Issuer, token: string): AccessTokenFacts | undefined {
  const list = open(issuer, "at", token);
  if (list === undefined) return undefined;
  const [
    tokenId,
    grantId,
    generation,
    clientId,
    subject,
    scope,
    audience,
    issuedAtMs,
    expiresAt,
    claims,
  ] = list as [
    string,
    string | 0,
    number,
    string,
    string | 0,
    string,
    string[],
    number,
    number,
    Record<string, unknown>?,
  ];
  return {
    tokenId,
    grantId: grantId === 0 ? undefined : grantId,
    generation: generation === -1 ? undefined : generation,
    clientId,
    subject: subject === 0 ? clientId : subject,
    scope: scope === "" ? [] : scope.split(" "),
    audience,
    issuedAtMs,
    expiresAt,
    claims,
  };
}

export function sealRefreshToken(issuer: Issuer, facts: RefreshTokenFacts): string {
  const list = [
    facts.grantId,
    facts.generation,
    facts.clientId,
    facts.scope.join(" "),
    facts.audience,
    facts.grantedAtMs,
  ];
  return prefix(issuer, "rt") + issuer.sealer.sealRepeatably("rt", JSON.stringify(list));
}

export function openRefreshToken(issuer: Issuer, token: string): RefreshTokenFacts | undefined {
  const list = open(issuer, "rt", token);
  if (list === undefined) return undefined;
  const [grantId, generation, clientId, scope, audience, grantedAtMs] = list as [
    string,
    number,
    string,
    string,
    string[],
    number,
  ];
  return {
    grantId,
    generation,
    clientId,
    scope: scope === "" ? [] : scope.split(" "),
    audience,
    grantedAtMs,
  };
}

export function sealAuthorizationCode(issuer: Issuer, facts: AuthorizationCodeFacts): string {
  return seal(issuer, "ac", [
    facts.grantId,
    facts.clientId,
    facts.redirectUri ?? 0,
    facts.codeChallenge ?? 0,
    facts.nonce ?? 0,
    facts.expiresAt,
  ]);
}

export function openAuthorizationCode(
  issuer: Issuer,
  code: string,
): AuthorizationCodeFacts | undefined {
  const list = open(issuer, "ac", code);
  if (list === undefined) return undefined;
  const [grantId, clientId, redirectUri, codeChallenge, nonce, expiresAt] = list as [
    string,
    string,
    string | 0,
    string | 0,
    string | 0,
    number,
  ];
  return {
    grantId,
    clientId,
    ...(redirectUri === 0 ? {} : { redirectUri }),
    ...(codeChallenge === 0 ? {} : { codeChallenge }),
    ...(nonce === 0 ? {} : { nonce }),
    expiresAt,
  };
}

export function sealDeviceCode(issuer: Issuer, facts: DeviceCodeFacts): string {
  return seal(issuer, "dc", [facts.id, facts.clientId, facts.expiresAt]);
}

export function openDeviceCode(issuer: Issuer, code: string): DeviceCodeFacts | undefined {
  const list = open(issuer, "dc", code);
  if (list === undefined) return undefined;
  const [id, clientId, expiresAt] = list as [string, string, number];
  return { id, clientId, expiresAt };
}

const prefixes = new Map<string, Map<Kind, string>>();

/** Kept by what projects have set, most of them the same, because every token begins with one. */
function prefix({ policy: { tokenPrefix } }: Issuer, kind: Kind): string {
  const known = prefixes.get(tokenPrefix)?.get(kind);
  if (known !== undefined) return known;
  if (prefixes.size >= MOST_PREFIXES) prefixes.clear();
  const ofPattern = prefixes.get(tokenPrefix) ?? new Map<Kind, string>();
  prefixes.set(tokenPrefix, ofPattern);
  const made = tokenPrefix.replace("%s", kind);
  ofPattern.set(kind, made);
  return made;
}

function seal(issuer: Issuer, kind: Kind, list: readonly unknown[]): string {
  return prefix(issuer, kind) + issuer.sealer.seal(kind, JSON.stringify(list));
}

/** Opens what this issuer sealed as this kind; a changed token prefix does not end older tokens. */
function open(issuer: Issuer, kind: Kind, credential: string): readonly unknown[] | undefined {
  if (credential.length > LONGEST_CREDENTIAL) return undefined;
  const expected = prefix(issuer, kind);
  const sealed = credential.startsWith(expected)
    ? credential.slice(expected.length)
    : credential.replace(/^\w{0,32}?(at|rt|ac|dc)\w{0,32}?_(?=A)/, "");
  const plain = issuer.sealer.open(kind, sealed);
  return plain === undefined ? undefined : (JSON.parse(plain.toString("utf8")) as unknown[]);
}
