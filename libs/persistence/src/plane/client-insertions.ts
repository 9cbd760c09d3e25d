import type { ClientRecord } from "@grantry/oauth2";

import { ADMIN_EVENT_COLUMNS } from "./admin-write.js";
import type { AdminWrite } from "./admin-write.js";
import { instantArray, jsonArray, textArray } from "../array-parameters.js";
import { revokeGrantsOf, secretsOf, textsOf } from "./client-columns.js";
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

const NEW_CLIENT_COLUMNS =
  "client_id, client_name, owner, metadata, secrets, registration_token_digest, not_before, created_at, updated_at, revision";

/** The rows that `valuesOf` hands over; `nth` counts them. */
const WANTED = `wanted as (
      select each.*, revision_text::integer as revision, event_id::uuid as id,
             status_text::integer as status
        from unnest($2::text[], $3::text[], $4::text[], $5::json[], $6::json[], $7::text[],
          $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::text[], $12::text[],
          $13::timestamptz[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[],
          $19::text[], $20::text[], $21::text[], $22::text[], $23::json[])
          as each (client_id, client_name, owner, metadata, secrets, registration_token_digest,
            not_before, created_at, updated_at, revision_text, event_id, started_at, actor,
            actor_label, address, user_agent, request_id, action, target_type, target_id,
            status_text, after)
    )`;

/**
 * Those of `source` become clients, and what makes them events. A client inherits nothing: a grant of
 * its id was given to an earlier one that was removed.
 */
function insertionOf(source: string): string {
  return `inserted as (
      insert into plane.clients (project_id, ${NEW_CLIENT_COLUMNS})
      select $1, ${NEW_CLIENT_COLUMNS} from ${source} order by client_id
      on conflict do nothing returning client_id
    ), told as (
      insert into plane.admin_events (project_id, ${ADMIN_EVENT_COLUMNS}, finished_at, after)
      select $1, ${ADMIN_EVENT_COLUMNS}, clock_timestamp(), after from ${source}
       where id is not null and (client_id in (select client_id from inserted)) is true
      on conflict do nothing
    ), ${revokeGrantsOf("select client_id from inserted")}`;
}

/** The new clients of one moment and their audit events. */
const INSERT: Statement = {
  name: "clients_insert",
  text: `
    with ${WANTED}, ${insertionOf("wanted")}
    select client_id as "clientId", 'inserted' as outcome from inserted`,
};

/** The same where there may be `$24` clients in the end; nobody else adds one meanwhile. */
const INSERT_WITHIN: Statement = {
  name: "clients_insert_within",
  inTurn: true,
  text: `
    with ${WANTED}, fresh as (
      select wanted.*, row_number() over () as nth from wanted
       where (
         select true from plane.clients held
          where held.project_id = $1 and held.client_id = wanted.client_id
       ) is null
    ), fit as (
      select * from fresh
       where nth <= $24::integer - (select count(*) from plane.clients where project_id = $1)
    ), ${insertionOf("fit")}
    select client_id as "clientId",
           case when client_id in (select client_id from inserted) then 'inserted'
                when client_id in (select client_id from fit) then 'exists' else 'full' end
             as outcome
      from fresh`,
};

export type ClientInsertions = ProjectBatches<NewClient, Insertion>;

/**
 * New clients, those of one project and moment in one transaction: whoever creates one waits for the
 * disk, and all of them wait for it together. Durable when answered, together with its event.
 */
export function clientInsertions(connections: Connections): ClientInsertions {
  return new ProjectBatches(async (projectId, items) => {
    const { firsts, isFirst } = firstOfEach(items, ({ record }) => record.clientId);
    const most = items.findLast((item) => item.most !== undefined)?.most;
    const values = valuesOf(firsts);
    const rows = await connections.runInProject<{ clientId: string; outcome: Insertion }>(
      { projectId },
      most === undefined ? INSERT : INSERT_WITHIN,
      most === undefined ? values : [...values, most],
    );
    const outcomes = new Map(rows.map(({ clientId, outcome }) => [clientId, outcome]));
    for (const { record, write } of firsts) {
      const isInserted = outcomes.get(record.clientId) === "inserted";
      if (isInserted && write !== undefined) write.isTold = true;
    }
    return items.map(({ record }, index) => {
      const outcome = outcomes.get(record.clientId) ?? "exists";
      return outcome === "inserted" && !isFirst(index) ? "exists" : outcome;
    });
  });
}

/** In the order of `WANTED`. */
function valuesOf(items: readonly NewClient[]): Buffer[] {
  const records = items.map(({ record }) => record);
  const rows = records.map(textsOf);
  const events = items.map(({ record, write }) => write?.row(record.clientId));
  return [
    textArray(rows.map((row) => row.client_id)),
    textArray(rows.map((row) => row.client_name)),
    textArray(rows.map((row) => row.owner)),
    jsonArray(records.map((record) => JSON.stringify(record.metadata))),
    jsonArray(records.map((record) => JSON.stringify(secretsOf(record)))),
    textArray(rows.map((row) => row.registration_token_digest)),
    instantArray(records.map((record) => record.notBefore ?? null)),
    instantArray(records.map((record) => record.createdAt)),
    instantArray(records.map((record) => record.updatedAt)),
    textArray(records.map((record) => String(record.revision))),
    textArray(events.map((event) => event?.id ?? null)),
    instantArray(events.map((event) => event?.started_at ?? null)),
    textArray(events.map((event) => event?.actor ?? null)),
    textArray(events.map((event) => event?.actor_label ?? null)),
    textArray(events.map((event) => event?.address ?? null)),
    textArray(events.map((event) => event?.user_agent ?? null)),
    textArray(events.map((event) => event?.request_id ?? null)),
    textArray(events.map((event) => event?.action ?? null)),
    textArray(events.map((event) => event?.target_type ?? null)),
    textArray(events.map((event) => event?.target_id ?? null)),
    textArray(events.map((event) => (event === undefined ? null : String(event.status)))),
    jsonArray(items.map(({ write }) => write?.after ?? null)),
  ];
}
