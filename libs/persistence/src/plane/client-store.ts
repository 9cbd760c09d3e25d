import type { ClientChanges, ClientRecord, ClientStore, Page } from "@grantry/oauth2";

import { CLIENT_COLUMNS, columnsOf, readClient, revokeGrantsOf } from "./client-columns.js";
import type { ClientRow } from "./client-columns.js";
import type { ClientInsertions, Insertion } from "./client-insertions.js";
import { isStorable, readPosition, writePosition } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const FIND: Statement = {
  name: "clients_find",
  text: `select ${CLIENT_COLUMNS} from plane.clients where project_id = $1 and client_id = $2`,
};

const LIST: Statement = {
  name: "clients_list",
  text: `
    select ${CLIENT_COLUMNS} from plane.clients
     where project_id = $1 and (created_at, client_id) > ($2::timestamptz, $3)
       and ($4::text is null or client_name = $4) and ($5::text is null or owner = $5)
     order by created_at, client_id limit $6`,
};

const REPLACE: Statement = {
  name: "clients_replace",
  text: `
    with replaced as (
      update plane.clients
         set client_name = $3, owner = $4, metadata = $5, secrets = $6,
             registration_token_digest = $7, not_before = $8, created_at = $9, updated_at = $10,
             revision = revision + 1
       where project_id = $1 and client_id = $2 and revision = $11
      returning 1
    )
    select exists (select from replaced) as replaced,
           exists (select from plane.clients where project_id = $1 and client_id = $2) as known`,
};

const REMOVE: Statement = {
  name: "clients_remove",
  unbounded: true,
  text: `
    with removed as (
      delete from plane.clients where project_id = $1 and client_id = $2 returning client_id
    ), ${revokeGrantsOf("select client_id from removed")}
    select exists (select from removed) as removed`,
};

/**
 * Several clients in one statement: it takes all of them first and writes only when each is as it
 * was read, and there will be no more than `$3` of them where that is limited. An id that came
 * meanwhile makes the statement fail as a whole.
 */
const CHANGE: Statement = {
  name: "clients_change",
  unbounded: true,
  text: `
    with wanted as (
      select * from json_to_recordset($2::json) as each (
        action text, client_id text, revision integer, client_name text, owner text,
        metadata json, secrets json, registration_token_digest text, not_before timestamptz,
        created_at timestamptz, updated_at timestamptz
      )
    ), taken as (
      select client_id, revision from plane.clients
       where project_id = $1 and client_id in (select client_id from wanted)
       order by client_id for update
    ), crowded as (
      select 1 where $3::integer is not null and
        (select count(*) from plane.clients where project_id = $1)
        + (select count(*) filter (where action = 'insert')
                - count(*) filter (where action = 'remove') from wanted) > $3
    ), fit as (
      select 1 where not exists (select from crowded) and not exists (
        select from wanted left join taken using (client_id)
         where taken.revision is distinct from
               case when wanted.action = 'insert' then null else wanted.revision end
      )
    ), removed as (
      delete from plane.clients removed using wanted
       where removed.project_id = $1 and removed.client_id = wanted.client_id
         and wanted.action = 'remove' and exists (select from fit)
    ), replaced as (
      update plane.clients replaced
         set client_name = wanted.client_name, owner = wanted.owner, metadata = wanted.metadata,
             secrets = wanted.secrets,
             registration_token_digest = wanted.registration_token_digest,
             not_before = wanted.not_before, updated_at = wanted.updated_at,
             revision = replaced.revision + 1
        from wanted
       where replaced.project_id = $1 and replaced.client_id = wanted.client_id
         and wanted.action = 'replace' and exists (select from fit)
    ), inserted as (
      insert into plane.clients
        (project_id, client_id, client_name, owner, metadata, secrets, registration_token_digest,
         not_before, created_at, updated_at, revision)
      select $1, client_id, client_name, owner, metadata, secrets, registration_token_digest,
             not_before, created_at, updated_at, revision
        from wanted where action = 'insert' and exists (select from fit)
    ), ${revokeGrantsOf(
      "select client_id from wanted where action <> 'replace' and exists (select from fit)",
    )}
    select case when exists (select from fit) then 'changed'
                when exists (select from crowded) then 'full' else 'stale' end as outcome`,
};

/** Where the number is limited, nobody else adds one meanwhile. */
const CHANGE_WITHIN: Statement = { ...CHANGE, name: "clients_change_within", inTurn: true };

const UNIQUE_VIOLATION = "23505";

/** The clients of one project (RFC 7591 §2). */
export class PlaneClientStore implements ClientStore {
  readonly #scope: ProjectScope;
  readonly #insertions: ClientInsertions;

  constructor(scope: ProjectScope, insertions: ClientInsertions) {
    this.#scope = scope;
    this.#insertions = insertions;
  }

  async find(clientId: string): Promise<ClientRecord | undefined> {
    if (!isStorable(clientId)) return undefined;
    const [row] = await this.#scope.run<ClientRow>(FIND, [clientId]);
    return row === undefined ? undefined : readClient(row);
  }

  async list(query: Parameters<ClientStore["list"]>[0]): Promise<Page<ClientRecord>> {
    const { limit, after, clientName, owner } = query;
    const position = after === undefined ? (["-infinity", ""] as const) : readPosition(after);
    if (position === undefined || !isStorable(`${clientName ?? ""}${owner ?? ""}`)) {
      return { items: [] };
    }
    const rows = await this.#scope.run<ClientRow>(LIST, [
      ...position,
      clientName ?? null,
      owner ?? null,
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map(readClient);
    const last = items.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    return { items, next: writePosition([last.createdAt.toISOString(), last.clientId]) };
  }

  async insert(record: ClientRecord): Promise<"inserted" | "exists"> {
    const { projectId, write } = this.#scope;
    const outcome = await this.#insertions.add(projectId, { record, write });
    return outcome === "inserted" ? "inserted" : "exists";
  }

  /** As `insert`, as long as the project then has no more clients than `most`. */
  insertWithin(record: ClientRecord, most: number): Promise<Insertion> {
    const { projectId, write } = this.#scope;
    return this.#insertions.add(projectId, { record, most, write });
  }

  async replace(record: ClientRecord): Promise<"replaced" | "absent" | "stale"> {
    const [row] = await this.#scope.run<{ replaced: boolean; known: boolean }>(
      REPLACE,
      replacement(record),
    );
    if (row?.replaced) return "replaced";
    return row?.known ? "stale" : "absent";
  }

  async remove(clientId: string): Promise<"removed" | "absent"> {
    if (!isStorable(clientId)) return "absent";
    const [row] = await this.#scope.run<{ removed: boolean }>(REMOVE, [clientId]);
    return row?.removed ? "removed" : "absent";
  }

  async change(changes: ClientChanges): Promise<"changed" | "stale"> {
    const outcome = await this.#change(CHANGE, changes);
    return outcome === "changed" ? "changed" : "stale";
  }

  /** As `change`, as long as the project then has no more clients than `most`. */
  changeWithin(changes: ClientChanges, most: number): Promise<"changed" | "stale" | "full"> {
    return this.#change(CHANGE_WITHIN, changes, most);
  }

  async #change(
    statement: Statement,
    { inserted, replaced, removed }: ClientChanges,
    most?: number,
  ): Promise<"changed" | "stale" | "full"> {
    const wanted = [
      ...inserted.map((record) => ({ action: "insert", ...columnsOf(record) })),
      ...replaced.map((record) => ({ action: "replace", ...columnsOf(record) })),
      ...removed.map(({ clientId, revision }) => ({
        action: "remove",
        client_id: clientId,
        revision,
      })),
    ];
    try {
      const [row] = await this.#scope.run<{ outcome: "changed" | "stale" | "full" }>(statement, [
        JSON.stringify(wanted),
        most ?? null,
      ]);
      return row?.outcome ?? "stale";
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === UNIQUE_VIOLATION) return "stale";
      throw error;
    }
  }
}

/** A record in the order of `clients_replace`, without the project. */
function replacement(record: ClientRecord): unknown[] {
  const row = columnsOf(record);
  return [
    row.client_id,
    row.client_name,
    row.owner,
    JSON.stringify(row.metadata),
    JSON.stringify(row.secrets),
    row.registration_token_digest,
    row.not_before,
    row.created_at,
    row.updated_at,
    row.revision,
  ];
}
