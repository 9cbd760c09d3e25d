import type { Page } from "@grantry/oauth2";

import {
  instant,
  isStorable,
  isUuid,
  present,
  readPosition,
  storable,
  writePosition,
} from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

/** One answered request: what was asked, and what came of it. Never a query, a body or a token. */
export interface RequestLogEntry {
  readonly id: string;
  readonly at: Date;
  readonly requestId: string;
  readonly method: string;
  /** Inside the issuer, without the query. */
  readonly path: string;
  readonly status: number;
  /** The registered error code and its description, where the request was refused. */
  readonly error?: string;
  readonly errorDescription?: string;
  readonly clientId?: string;
  readonly address: string;
  readonly userAgent: string;
  readonly milliseconds: number;
  readonly expiresAt: Date;
}

/** Which entries a list has; all of them when empty. */
export interface RequestLogFilter {
  readonly requestId?: string;
  readonly clientId?: string;
  readonly error?: string;
  /** Refused requests only. */
  readonly refused?: boolean;
  /** Answered at this instant or later. */
  readonly since?: Date;
}

interface Row {
  id: string;
  at: Date;
  request_id: string;
  method: string;
  path: string;
  status: number;
  error: string | null;
  error_description: string | null;
  client_id: string | null;
  address: string;
  user_agent: string;
  milliseconds: number;
  expires_at: Date;
}

const COLUMNS =
  "id, at, request_id, method, path, status, error, error_description, client_id, address, user_agent, milliseconds, expires_at";

const RECORD: Statement = {
  name: "request_log_record",
  text: `
    insert into plane.request_log (project_id, ${COLUMNS})
    select $1, ${COLUMNS} from json_to_recordset($2::json) as entries (
      id uuid, at timestamptz, request_id text, method text, path text, status integer, error text,
      error_description text, client_id text, address text, user_agent text, milliseconds integer,
      expires_at timestamptz
    )
    on conflict do nothing`,
};

const LIST: Statement = {
  name: "request_log_list",
  text: `
    select ${COLUMNS} from plane.request_log
     where project_id = $1 and (at, id) < ($2::timestamptz, $3::uuid)
       and ($4::text is null or request_id = $4) and ($5::text is null or client_id = $5)
       and ($6::text is null or error = $6) and (not $7::boolean or status >= 400 or error is not null)
       and ($8::timestamptz is null or at >= $8)
     order by at desc, id desc limit $9`,
};

const BEFORE_ALL = ["infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"] as const;

/** What one project answered lately. */
export class PlaneRequestLogStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  async record(entries: readonly RequestLogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#scope.run(RECORD, [JSON.stringify(entries.map(writeEntry))]);
  }

  /** Newest first; `after` is a `next` of an earlier page. */
  async list(query: {
    readonly limit: number;
    readonly after?: string;
    readonly filter: RequestLogFilter;
  }): Promise<Page<RequestLogEntry>> {
    const { limit, after, filter } = query;
    const { requestId, clientId, error } = filter;
    const position = after === undefined ? BEFORE_ALL : readPosition(after);
    if (position === undefined || !isUuid(position[1])) return { items: [] };
    if (![requestId, clientId, error].every((text) => text === undefined || isStorable(text))) {
      return { items: [] };
    }
    const rows = await this.#scope.run<Row>(LIST, [
      ...position,
      requestId ?? null,
      clientId ?? null,
      error ?? null,
      filter.refused ?? false,
      instant(filter.since),
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map(readEntry);
    const last = items.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    return { items, next: writePosition([last.at.toISOString(), last.id]) };
  }
}

function writeEntry(entry: RequestLogEntry): Row {
  return {
    id: entry.id,
    at: entry.at,
    request_id: entry.requestId,
    method: entry.method,
    path: storable(entry.path),
    status: entry.status,
    error: entry.error === undefined ? null : storable(entry.error),
    error_description:
      entry.errorDescription === undefined ? null : storable(entry.errorDescription),
    client_id: entry.clientId === undefined ? null : storable(entry.clientId),
    address: entry.address,
    user_agent: storable(entry.userAgent),
    milliseconds: entry.milliseconds,
    expires_at: entry.expiresAt,
  };
}

function readEntry(row: Row): RequestLogEntry {
  return present<RequestLogEntry>({
    id: row.id,
    at: row.at,
    requestId: row.request_id,
    method: row.method,
    path: row.path,
    status: row.status,
    error: row.error,
    errorDescription: row.error_description,
    clientId: row.client_id,
    address: row.address,
    userAgent: row.user_agent,
    milliseconds: row.milliseconds,
    expiresAt: row.expires_at,
  });
}
