import type { Grant, GrantDetails, NewGrant } from "@grantry/oauth2";

import { instant, isUuid, present } from "./columns.js";
import { readQuery, writeQuery } from "./request-query.js";

export interface GrantRow {
  id: string;
  session_id: string | null;
  auth_time: Date;
  requested_at: Date;
  redeemed_at: Date | null;
  rotated_at: Date | null;
  refresh_expires_at: Date | null;
  revoked_at: Date | null;
  remember_until: Date | null;
  expires_at: Date;
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

const NAMES = [
  "id",
  "session_id",
  "auth_time",
  "requested_at",
  "redeemed_at",
  "rotated_at",
  "refresh_expires_at",
  "revoked_at",
  "remember_until",
  "expires_at",
  "generation",
  "remember",
  "skipped",
  "client_id",
  "subject",
  "scope",
  "audience",
  "details",
  "query",
] as const satisfies readonly (keyof GrantRow)[];

/** The columns of a grant, of a table alias or of a composite value. */
export function grantColumns(source: string): string {
  return NAMES.map((name) => `${source}.${name}`).join(", ");
}

export function readGrant(row: GrantRow): Grant {
  const scope = row.scope === "" ? [] : row.scope.split(" ");
  return present<Grant>({
    id: row.id,
    clientId: row.client_id,
    subject: row.subject,
    sessionId: row.session_id,
    scope,
    audience: row.audience ?? [],
    details: readDetails(row, scope),
    authTime: row.auth_time,
    requestedAt: row.requested_at,
    redeemedAt: row.redeemed_at,
    generation: row.generation,
    rotatedAt: row.rotated_at,
    refreshExpiresAt: row.refresh_expires_at,
    revokedAt: row.revoked_at,
    remember: row.remember,
    rememberUntil: row.remember_until,
    expiresAt: row.expires_at,
  });
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
