import type { ClientMetadata, ClientRecord, ClientSecret } from "@grantry/oauth2";

import { instant, present } from "./columns.js";

/** A client as `CLIENT_COLUMNS` select it. */
export interface ClientRow {
  client_id: string;
  metadata: ClientMetadata;
  secrets: { kind: ClientSecret["kind"]; digest: string; created_at: string }[];
  registration_token_digest: string | null;
  not_before: Date | null;
  created_at: Date;
  updated_at: Date;
  revision: number;
}

export const CLIENT_COLUMNS =
  "client_id, metadata, secrets, registration_token_digest, not_before, created_at, updated_at, revision";

export function readClient(row: ClientRow): ClientRecord {
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

/** A record by the names of its columns. */
export function columnsOf(record: ClientRecord) {
  return {
    ...textsOf(record),
    metadata: record.metadata,
    secrets: secretsOf(record),
    revision: record.revision,
    not_before: instant(record.notBefore),
    created_at: instant(record.createdAt),
    updated_at: instant(record.updatedAt),
  };
}

/** The columns of a record that are plain texts. */
export function textsOf(record: ClientRecord) {
  return {
    client_id: record.clientId,
    client_name: filterable(record.metadata.client_name),
    owner: filterable(record.metadata.owner),
    registration_token_digest: record.registrationTokenDigest ?? null,
  };
}

/** The secrets of a record as its document of them. */
export function secretsOf({ secrets }: ClientRecord) {
  return secrets.map(({ kind, digest, createdAt }) => ({
    kind,
    digest,
    created_at: createdAt.toISOString(),
  }));
}

/** The document keeps every character; the column that lists are filtered by cannot. */
function filterable(text: string | undefined): string {
  return (text ?? "").replaceAll("\0", "");
}

/**
 * The living grants of clients end; they are taken in the order in which every statement takes them.
 * Each is found by its own look into an index (`offset 0` and `any` keep the planner from joining),
 * also when the table has grown since the plan was made.
 */
export function revokeGrantsOf(clientIds: string): string {
  return `given as (
      select granted.id from (${clientIds}) as each cross join lateral (
        select id from plane.grants
         where project_id = $1 and client_id = each.client_id and revoked_at is null offset 0
      ) granted order by granted.id
    ), held as (
      select taken.id from given cross join lateral (
        select id from plane.grants
         where project_id = $1 and id = given.id and revoked_at is null offset 0
           for no key update
      ) taken
    ), revoked as (
      update plane.grants revoked set revoked_at = now()
       where revoked.project_id = $1 and revoked.id = any(array(select id from held))
    )`;
}
