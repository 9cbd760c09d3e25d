import type { Delivery, DeliveryAttempt, DeliveryStore, Page } from "@grantry/oauth2";

import { instant, isUuid, present, readPosition, storable, writePosition } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

interface DeliveryRow {
  id: string;
  kind: Delivery["kind"];
  client_id: string;
  url: string;
  session_id: string | null;
  subject: string | null;
  forced_subject: string | null;
  state: Delivery["state"];
  attempts: number;
  status: number | null;
  milliseconds: number | null;
  error: string | null;
  created_at: Date;
  due_at: Date | null;
  finished_at: Date | null;
  expires_at: Date;
}

const COLUMNS =
  "id, kind, client_id, url, session_id, subject, forced_subject, state, attempts, status, milliseconds, error, created_at, due_at, finished_at, expires_at";

const RECORD: Statement = {
  name: "deliveries_record",
  text: `
    insert into plane.deliveries (project_id, ${COLUMNS})
    select $1, ${COLUMNS} from json_to_recordset($2::json) as entries (
      id uuid, kind text, client_id text, url text, session_id uuid, subject text,
      forced_subject text, state text, attempts integer, status integer, milliseconds integer,
      error text, created_at timestamptz, due_at timestamptz, finished_at timestamptz,
      expires_at timestamptz
    )
    on conflict do nothing`,
};

const FIND: Statement = {
  name: "deliveries_find",
  text: `select ${COLUMNS} from plane.deliveries where project_id = $1 and id = $2`,
};

const ATTEMPTED: Statement = {
  name: "deliveries_attempted",
  text: `
    update plane.deliveries
       set state = $3, attempts = attempts + 1, status = $4, milliseconds = $5, error = $6,
           due_at = $7, finished_at = case when $3 <> 'waiting' then $8::timestamptz end
     where project_id = $1 and id = $2 and state = 'waiting' returning 1 as noted`,
};

const LIST: Statement = {
  name: "deliveries_list",
  text: `
    select ${COLUMNS} from plane.deliveries
     where project_id = $1 and ($2::text is null or kind = $2)
       and (created_at, id) < ($3::timestamptz, $4::uuid)
     order by created_at desc, id desc limit $5`,
};

const BEFORE_ALL = ["infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"] as const;

/** What one project sent to addresses of its own and of its clients, and what waits to be sent. */
export class PlaneDeliveryStore implements DeliveryStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  async record(entries: readonly Delivery[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#scope.run(RECORD, [JSON.stringify(entries.map(writeDelivery))]);
  }

  async find(id: string): Promise<Delivery | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.#scope.run<DeliveryRow>(FIND, [id]);
    return row === undefined ? undefined : readDelivery(row);
  }

  async attempted(id: string, attempt: DeliveryAttempt): Promise<"noted" | "settled"> {
    if (!isUuid(id)) return "settled";
    const rows = await this.#scope.run(ATTEMPTED, [
      id,
      attempt.state,
      attempt.status ?? null,
      attempt.milliseconds ?? null,
      attempt.error ?? null,
      instant(attempt.dueAt),
      instant(attempt.at),
    ]);
    return rows.length > 0 ? "noted" : "settled";
  }

  async list(query: Parameters<DeliveryStore["list"]>[0]): Promise<Page<Delivery>> {
    const { kind, limit, after } = query;
    const position = after === undefined ? BEFORE_ALL : readPosition(after);
    if (position === undefined || !isUuid(position[1])) return { items: [] };
    const values = [kind ?? null, ...position, limit + 1];
    const rows = await this.#scope.run<DeliveryRow>(LIST, values);
    const items = rows.slice(0, limit).map(readDelivery);
    const last = items.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    return { items, next: writePosition([last.createdAt.toISOString(), last.id]) };
  }
}

/** The parts that come from outside may hold what PostgreSQL cannot. */
function writeDelivery(delivery: Delivery): DeliveryRow {
  return {
    id: delivery.id,
    kind: delivery.kind,
    client_id: storable(delivery.clientId),
    url: storable(delivery.url),
    session_id: delivery.sessionId ?? null,
    subject: delivery.subject === undefined ? null : storable(delivery.subject),
    forced_subject: delivery.forcedSubject ?? null,
    state: delivery.state,
    attempts: delivery.attempts,
    status: delivery.status ?? null,
    milliseconds: delivery.milliseconds ?? null,
    error: delivery.error === undefined ? null : storable(delivery.error),
    created_at: delivery.createdAt,
    due_at: delivery.dueAt ?? null,
    finished_at: delivery.finishedAt ?? null,
    expires_at: delivery.expiresAt,
  };
}

function readDelivery(row: DeliveryRow): Delivery {
  return present<Delivery>({
    id: row.id,
    kind: row.kind,
    clientId: row.client_id,
    url: row.url,
    sessionId: row.session_id,
    subject: row.subject,
    forcedSubject: row.forced_subject,
    state: row.state,
    attempts: row.attempts,
    status: row.status,
    milliseconds: row.milliseconds,
    error: row.error,
    createdAt: row.created_at,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  });
}
