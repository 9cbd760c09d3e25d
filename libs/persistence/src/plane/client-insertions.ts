import type { ClientRecord } from "@grantry/oauth2";

import { ADMIN_EVENT_COLUMNS, ADMIN_EVENT_RECORD } from "./admin-write.js";
import type { AdminWrite } from "./admin-write.js";
import { columnsOf, revokeGrantsOf } from "./client-columns.js";
import type { Connections } from "./connections.js";
import { firstOfEach, ProjectBatches } from "./project-batches.js";
import type { Statement } from "./project-query.js";

/** A client to be written, with what goes along in the same transaction. */
export interface NewClient {
  readonly record: ClientRecord;
  /** How many clients the project may have; absent: any number. */
  readonly most?: number | undefined;
  /** The write at the admin API that makes it. */
  readonly write?: AdminWrite | undefined;
}

/** `full`: the project has as many clients as it may. */
export type Insertion = "inserted" | "exists" | "full";

/**
 * The new clients of one moment and their audit events. A client inherits nothing: a grant of its id
 * was given to an earlier one that was removed. `$13` is how many clients there may be in the end.
 */
const INSERT: Statement = {
  name: "clients_insert",
  text: `
    with wanted as (
      select * from unnest($2::text[], $3::text[], $4::text[], $5::json[], $6::json[], $7::text[],
        $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::integer[], $12::json[],
        $14::json[])
        with ordinality as each (client_id, client_name, owner, metadata, secrets,
          registration_token_digest, not_before, created_at, updated_at, revision, event, after,
          place)
    ), fresh as (
      select wanted.*, row_number() over (order by place) as nth from wanted
       where (
         select true from plane.clients held
          where held.project_id = $1 and held.client_id = wanted.client_id
       ) is null
    ), fit as (
      select * from fresh
       where case when $13::integer is null then true else
         nth <= $13 - (select count(*) from plane.clients where project_id = $1) end
    ), inserted as (
      insert into plane.clients
        (project_id, client_id, client_name, owner, metadata, secrets, registration_token_digest,
         not_before, created_at, updated_at, revision)
      select $1, client_id, client_name, owner, metadata, secrets, registration_token_digest,
             not_before, created_at, updated_at, revision from fit order by client_id
      on conflict do nothing returning client_id
    ), told as (
      insert into plane.admin_events (project_id, ${ADMIN_EVENT_COLUMNS}, finished_at, after)
      select $1, told.*, clock_timestamp(), fit.after
        from fit cross join lateral json_to_record(fit.event) as told ${ADMIN_EVENT_RECORD}
       where fit.event is not null
         and (fit.client_id in (select client_id from inserted)) is true
      on conflict do nothing
    ), ${revokeGrantsOf("select client_id from inserted")}
    select place::integer,
           case when client_id in (select client_id from inserted) then 'inserted'
                when client_id in (select client_id from fit) then 'exists' else 'full' end
             as outcome
      from fresh`,
};

/** Where the number is limited, nobody else adds one meanwhile. */
const INSERT_WITHIN: Statement = { ...INSERT, name: "clients_insert_within", inTurn: true };

export type ClientInsertions = ProjectBatches<NewClient, Insertion>;

/**
 * New clients, those of one project and moment in one transaction: whoever creates one waits for the
 * disk, and all of them wait for it together. Durable when answered, together with its event.
 */
export function clientInsertions(connections: Connections): ClientInsertions {
  return new ProjectBatches(async (projectId, items) => {
    const { firsts, isFirst } = firstOfEach(items, ({ record }) => record.clientId);
    const most = items.findLast((item) => item.most !== undefined)?.most;
    const rows = await connections.runInProject<{ place: number; outcome: Insertion }>(
      { projectId },
      most === undefined ? INSERT : INSERT_WITHIN,
      valuesOf(firsts, most),
    );
    const outcomes = new Map<string, Insertion>();
    for (const { place, outcome } of rows) {
      const item = firsts[place - 1];
      if (item === undefined) continue;
      outcomes.set(item.record.clientId, outcome);
      if (outcome === "inserted" && item.write !== undefined) item.write.isTold = true;
    }
    return items.map(({ record }, index) => {
      const outcome = outcomes.get(record.clientId) ?? "exists";
      return outcome === "inserted" && !isFirst(index) ? "exists" : outcome;
    });
  });
}

function valuesOf(items: readonly NewClient[], most: number | undefined): unknown[] {
  const rows = items.map(({ record }) => columnsOf(record));
  return [
    rows.map((row) => row.client_id),
    rows.map((row) => row.client_name),
    rows.map((row) => row.owner),
    rows.map((row) => JSON.stringify(row.metadata)),
    rows.map((row) => JSON.stringify(row.secrets)),
    rows.map((row) => row.registration_token_digest),
    rows.map((row) => row.not_before),
    rows.map((row) => row.created_at),
    rows.map((row) => row.updated_at),
    rows.map((row) => row.revision),
    items.map(({ write, record }) => write?.event(record.clientId) ?? null),
    most ?? null,
    items.map(({ write }) => write?.after ?? null),
  ];
}
