import type { Grant, GrantDetails, IssuableGrant, NewGrant } from "@grantry/oauth2";

import { instant, isUuid, milliseconds, readInstant } from "./columns.js";
import { readQuery, writeQuery } from "./request-query.js";

/** A grant as `grantColumns` selects it; instants in milliseconds. */
export interface GrantRow {
  id: string;
  session_id: string | null;
  auth_time: number;
  requested_at: number;
  redeemed_at: number | null;
  rotated_at: number | null;
  refresh_expires_at: number | null;
  revoked_at: number | null;
  remember_until: number | null;
  expires_at: number;
  generation: number;
  remember: boolean;
  skipped: boolean;
  client_id: string;
  subject: string;
  scope: string;
  audience: string[] | null;
  details: GrantDetails | null;
  query: Buffer | null;
}

const INSTANTS = [
  "auth_time",
  "requested_at",
  "redeemed_at",
  "rotated_at",
  "refresh_expires_at",
  "revoked_at",
  "remember_until",
  "expires_at",
] as const satisfies readonly (keyof GrantRow)[];

const OTHERS = [
  "id",
  "session_id",
  "generation",
  "remember",
  "skipped",
  "client_id",
  "subject",
  "scope",
  "audience",
  "details",
  "query",
] as const satisfies readonly Exclude<keyof GrantRow, (typeof INSTANTS)[number]>[];

/** The columns of a grant, of a table alias or of a composite value. */
export function grantColumns(source: string): string {
  return [
    ...OTHERS.map((name) => `${source}.${name}`),
    ...INSTANTS.map((name) => `${milliseconds(`${source}.${name}`)} as ${name}`),
  ].join(", ");
}

/** What tokens say of a grant. */
export type IssuableGrantRow = Pick<
  GrantRow,
  | "id"
  | "generation"
  | "session_id"
  | "auth_time"
  | "requested_at"
  | "client_id"
  | "subject"
  | "scope"
  | "audience"
  | "details"
>;

/** Member by member, because every refresh reads one. */
export function readIssuableGrant(row: IssuableGrantRow): IssuableGrant {
  const grant: { -readonly [Name in keyof IssuableGrant]: IssuableGrant[Name] } = {
    id: row.id,
    clientId: row.client_id,
    subject: row.subject,
    scope: row.scope === "" ? [] : row.scope.split(" "),
    audience: row.audience ?? [],
    details: row.details ?? {},
    authTime: readInstant(row.auth_time),
    requestedAt: readInstant(row.requested_at),
    generation: row.generation,
  };
  if (row.session_id !== null) grant.sessionId = row.session_id;
  return grant;
}

/** All that is held of a grant. */
export function readGrant(row: GrantRow): Grant {
  const scope = row.scope === "" ? [] : row.scope.split(" ");
  const grant: { -readonly [Name in keyof Grant]: Grant[Name] } = {
    id: row.id,
    clientId: row.client_id,
    subject: row.subject,
    scope,
    audience: row.audience ?? [],
    details: readDetails(row, scope),
    authTime: readInstant(row.auth_time),
    requestedAt: readInstant(row.requested_at),
    generation: row.generation,
    remember: row.remember,
    expiresAt: readInstant(row.expires_at),
  };
  if (row.session_id !== null) grant.sessionId = row.session_id;
  if (row.redeemed_at !== null) grant.redeemedAt = readInstant(row.redeemed_at);
  if (row.rotated_at !== null) grant.rotatedAt = readInstant(row.rotated_at);
  if (row.refresh_expires_at !== null) {
    grant.refreshExpiresAt = readInstant(row.refresh_expires_at);
  }
  if (row.revoked_at !== null) grant.revokedAt = readInstant(row.revoked_at);
  if (row.remember_until !== null) grant.rememberUntil = readInstant(row.remember_until);
  return grant;
}

/** `skipped` is a column because listings leave such grants out; only listings read the query. */
function readDetails(row: GrantRow, scope: readonly string[]): GrantDetails {
  const { query, client_id: clientId } = row;
  const details = row.skipped ? { ...row.details, skipped: true } : { ...row.details };
  if (query === null) return details;
  return Object.defineProperty(details, "query", {
    get: () => readQuery(query, { clientId, scope }),
    enumerable: true,
  });
}

/** A new grant in the order of `NEW_GRANT_COLUMNS`, without the project. */
export function writeGrant(grant: NewGrant): unknown[] {
  const { skipped = false, query, ...details } = grant.details;
  return [
    grant.id,
    grant.sessionId !== undefined && isUuid(grant.sessionId) ? grant.sessionId : null,
    instant(grant.authTime),
    instant(grant.requestedAt),
    instant(grant.refreshExpiresAt),
    instant(grant.rememberUntil),
    instant(grant.expiresAt),
    grant.generation,
    grant.remember,
    skipped,
    grant.clientId,
    grant.subject,
    grant.scope.join(" "),
    grant.audience.length === 0 ? null : grant.audience,
    Object.keys(details).length === 0 ? null : JSON.stringify(details),
    query === undefined ? null : writeQuery(query, grant),
  ];
}

export const NEW_GRANT_COLUMNS =
  "id, session_id, auth_time, requested_at, refresh_expires_at, remember_until, expires_at, generation, remember, skipped, client_id, subject, scope, audience, details, query";

/** The index on subjects holds hashes of project and subject; `source` names the table and a dot. */
export function ofSubject(parameter: string, source = ""): string {
  return `${source}subject = ${parameter}
    and ${source}subject_hash = hashtextextended(${parameter}, uuid_hash_extended($1, 0))`;
}
