import { normaliseEmail } from "@grantry/identity";
import type { AdministeredIdentity } from "@grantry/identity";
import type { Page } from "@grantry/oauth2";

import { instant, isStorable, isUuid, present, readPosition, writePosition } from "./columns.js";
import { IDENTITY_COLUMNS, readIdentity } from "./identity-row.js";
import type { IdentityRow } from "./identity-row.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

interface AdministeredRow extends IdentityRow {
  metadata_public: unknown;
  metadata_admin: unknown;
  state_changed_at: Date | null;
  password_changed_at: Date | null;
}

const COLUMNS = `${IDENTITY_COLUMNS}, metadata_public, metadata_admin, state_changed_at, (
      select changed.updated_at from plane.identity_credentials changed
       where changed.project_id = $1 and changed.identity_id = id and changed.kind = 'password'
    ) as password_changed_at`;

const FIND: Statement = {
  name: "identity_administration_find",
  text: `select ${COLUMNS} from plane.identities where project_id = $1 and id = $2`,
};

const LIST: Statement = {
  name: "identity_administration_list",
  text: `
    select ${COLUMNS} from plane.identities
     where project_id = $1
       and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
       and ($4::text is null or normalised_email = $4)
     order by created_at desc, id desc limit $5`,
};

const INSERT: Statement = {
  name: "identity_administration_insert",
  text: `
    with inserted as (
      insert into plane.identities (
        project_id, id, traits, state, email_verified_at, created_at, updated_at,
        metadata_public, metadata_admin, state_changed_at, normalised_email
      ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict do nothing returning id
    ), credential as (
      insert into plane.identity_credentials (project_id, identity_id, kind, digest, updated_at)
      select $1, id, 'password', $12, $7 from inserted where $12::text is not null
    )
    select id from inserted`,
};

const REPLACE: Statement = {
  name: "identity_administration_replace",
  text: `
    with changed as (
      update plane.identities
         set traits = $3, state = $4, email_verified_at = $5, updated_at = $7,
             metadata_public = $8, metadata_admin = $9, state_changed_at = $10,
             normalised_email = $11
       where project_id = $1 and id = $2 and updated_at = $6 returning id
    ), credential as (
      insert into plane.identity_credentials (project_id, identity_id, kind, digest, updated_at)
      select $1, id, 'password', $12, $7 from changed where $12::text is not null
      on conflict (project_id, identity_id, kind)
      do update set digest = excluded.digest, updated_at = excluded.updated_at
    )
    select exists (select from changed) as replaced, exists (
      select from plane.identities where project_id = $1 and id = $2
    ) as known`,
};

const UNIQUE_VIOLATION = "23505";

/** The users of one project as those see and change them who run it. */
export class PlaneIdentityAdministration {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  async find(id: string): Promise<AdministeredIdentity | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.#scope.run<AdministeredRow>(FIND, [id]);
    return row === undefined ? undefined : read(row);
  }

  /** Newest first; an address narrows the list. */
  async list(query: {
    readonly limit: number;
    readonly after?: string;
    readonly email?: string;
  }): Promise<Page<AdministeredIdentity>> {
    const { limit, after, email } = query;
    const position = after === undefined ? ([null, null] as const) : readPosition(after);
    const isFarther = position === undefined || (position[1] !== null && !isUuid(position[1]));
    if (isFarther || !isStorable(email ?? "")) return { items: [] };
    const rows = await this.#scope.run<AdministeredRow>(LIST, [
      ...position,
      email === undefined ? null : normaliseEmail(email),
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map(read);
    const last = items.at(-1)?.identity;
    if (rows.length <= limit || last === undefined) return { items };
    return { items, next: writePosition([last.createdAt.toISOString(), last.id]) };
  }

  /** `taken`: somebody of the project has the address. */
  async insert(
    person: AdministeredIdentity,
    passwordHash: string | undefined,
  ): Promise<"inserted" | "taken"> {
    const { id, createdAt, updatedAt } = person.identity;
    const values = written(person, passwordHash, [instant(createdAt), instant(updatedAt)]);
    const rows = await this.#scope.run(INSERT, [id, ...values]);
    return rows.length > 0 ? "inserted" : "taken";
  }

  /**
   * Writes the whole person, and the password when there is a hash; `stale` when it was changed
   * since `readAt`, the `updatedAt` that the caller saw.
   */
  async replace(
    person: AdministeredIdentity,
    readAt: Date,
    passwordHash: string | undefined,
  ): Promise<"replaced" | "stale" | "absent" | "taken"> {
    const { id, updatedAt } = person.identity;
    if (!isUuid(id)) return "absent";
    const values = written(person, passwordHash, [instant(readAt), instant(updatedAt)]);
    try {
      const [row] = await this.#scope.run<{ replaced: boolean; known: boolean }>(REPLACE, [
        id,
        ...values,
      ]);
      if (row?.replaced) return "replaced";
      return row?.known ? "stale" : "absent";
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION) {
        return "taken";
      }
      throw error;
    }
  }
}

function written(
  { identity, metadataPublic, metadataAdmin, stateChangedAt }: AdministeredIdentity,
  passwordHash: string | undefined,
  times: readonly [string | null, string | null],
): unknown[] {
  return [
    JSON.stringify(identity.traits),
    identity.state,
    instant(identity.emailVerifiedAt),
    ...times,
    json(metadataPublic),
    json(metadataAdmin),
    instant(stateChangedAt),
    normaliseEmail(identity.traits.email),
    passwordHash ?? null,
  ];
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function read(row: AdministeredRow): AdministeredIdentity {
  return present<AdministeredIdentity>({
    identity: readIdentity(row),
    metadataPublic: row.metadata_public,
    metadataAdmin: row.metadata_admin,
    stateChangedAt: row.state_changed_at,
    passwordChangedAt: row.password_changed_at,
  });
}
