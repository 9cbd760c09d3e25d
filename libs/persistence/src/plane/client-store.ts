import type {
  ClientChanges,
  ClientMetadata,
  ClientRecord,
  ClientSecret,
  ClientStore,
  Page,
} from "@grantry/oauth2";

import { instant, isStorable, present, readPosition, writePosition } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

interface ClientRow {
  client_id: string;
  metadata: ClientMetadata;
  secrets: { kind: ClientSecret["kind"]; digest: string; created_at: string }[];
  registration_token_digest: string | null;
  not_before: Date | null;
  created_at: Date;
  updated_at: Date;
  revision: number;
}

const COLUMNS =
  "client_id, metadata, secrets, registration_token_digest, not_before, created_at, updated_at, revision";

const FIND: Statement = {
  name: "clients_find",
  text: `select ${COLUMNS} from plane.clients where project_id = $1 and client_id = $2`,
};

const LIST: Statement = {
  name: "clients_list",
  text: `
    select ${COLUMNS} from plane.clients
     where project_id = $1 and (created_at, client_id) > ($2::timestamptz, $3)
       and ($4::text is null or client_name = $4) and ($5::text is null or owner = $5)
     order by created_at, client_id limit $6`,
};

/** The living grants of a client, in the order in which every statement takes them. */
function revokeGrantsWhen(done: string): string {
  return `held as (
      select id from plane.grants
       where project_id = $1 and client_id = $2 and revoked_at is null
         and exists (select from ${done})
       order by id for no key update
    ), revoked as (
      update plane.grants revoked set revoked_at = now() from held
       where revoked.project_id = $1 and revoked.id = held.id
    )`;
}

/** A client inherits nothing: a grant of its id was given to an earlier one that was removed. */
const INSERT: Statement = {
  name: "clients_insert",
  text: `
    with inserted as (
      insert into plane.clients
        (project_id, client_id, client_name, owner, metadata, secrets, registration_token_digest,
         not_before, created_at, updated_at, revision)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict do nothing returning 1
    ), ${revokeGrantsWhen("inserted")}
    select 1 as inserted from inserted`,
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
      delete from plane.clients where project_id = $1 and client_id = $2 returning 1
    ), ${revokeGrantsWhen("removed")}
    select exists (select from removed) as removed`,
};

/**
 * Several clients in one statement: it takes all of them first and writes only when each is as it
 * was read. An id that came meanwhile makes the statement fail as a whole.
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
    ), fit as (
      select 1 where not exists (
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
    ), held as (
      select id from plane.grants
       where project_id = $1 and revoked_at is null and exists (select from fit)
         and client_id in (select client_id from wanted where action <> 'replace')
       order by id for no key update
    ), revoked as (
      update plane.grants revoked set revoked_at = now() from held
       where revoked.project_id = $1 and revoked.id = held.id
    )
    select exists (select from fit) as changed`,
};

const UNIQUE_VIOLATION = "23505";

/** The clients of one project (RFC 7591 §2). */
export class PlaneClientStore implements ClientStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
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
    const rows = await this.#scope.run(INSERT, writeClient(record));
    return rows.length > 0 ? "inserted" : "exists";
  }

  async replace(record: ClientRecord): Promise<"replaced" | "absent" | "stale"> {
    const [row] = await this.#scope.run<{ replaced: boolean; known: boolean }>(
      REPLACE,
      writeClient(record),
    );
    if (row?.replaced) return "replaced";
    return row?.known ? "stale" : "absent";
  }

  async remove(clientId: string): Promise<"removed" | "absent"> {
    if (!isStorable(clientId)) return "absent";
    const [row] = await this.#scope.run<{ removed: boolean }>(REMOVE, [clientId]);
    return row?.removed ? "removed" : "absent";
  }

  async change({ inserted, replaced, removed }: ClientChanges): Promise<"changed" | "stale"> {
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
      const values = [JSON.stringify(wanted)];
      const [row] = await this.#scope.run<{ changed: boolean }>(CHANGE, values);
      return row?.changed ? "changed" : "stale";
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === UNIQUE_VIOLATION) return "stale";
      throw error;
    }
  }
}

function readClient(row: ClientRow): ClientRecord {
  return present<ClientRecord>({
    clientId: row.client_id,
    metadata: row.metadata,
    secrets: row.secrets.map(({ kind, digest, created_at: createdAt }) => ({
      kind,
      digest,
      createdAt: new Date(createdAt),
    })),
    registrationTokenDigest: row.registration_token_digest,
    notBefore: row.not_before,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision,
  });
}

/** A record in the order of `clients_insert` and `clients_replace`, without the project. */
export function writeClient(record: ClientRecord): unknown[] {
  return [
    record.clientId,
    filterable(record.metadata.client_name),
    filterable(record.metadata.owner),
    JSON.stringify(record.metadata),
    JSON.stringify(storedSecrets(record)),
    record.registrationTokenDigest ?? null,
    instant(record.notBefore),
    instant(record.createdAt),
    instant(record.updatedAt),
    record.revision,
  ];
}

/** A record by the names of its columns, as `clients_change` reads it. */
function columnsOf(record: ClientRecord): Record<string, unknown> {
  return {
    client_id: record.clientId,
    revision: record.revision,
    client_name: filterable(record.metadata.client_name),
    owner: filterable(record.metadata.owner),
    metadata: record.metadata,
    secrets: storedSecrets(record),
    registration_token_digest: record.registrationTokenDigest ?? null,
    not_before: record.notBefore?.toISOString() ?? null,
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
  };
}

function storedSecrets(record: ClientRecord) {
  return record.secrets.map(({ kind, digest, createdAt }) => ({
    kind,
    digest,
    created_at: createdAt.toISOString(),
  }));
}

/** The document keeps every character; the column that lists are filtered by cannot. */
function filterable(text: string | undefined): string {
  return (text ?? "").replaceAll("\0", "");
}
