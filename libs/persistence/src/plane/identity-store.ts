import { normaliseEmail } from "@grantry/identity";
import type { Identity, IdentityStore, IdentityWithPassword, Traits } from "@grantry/identity";

import { instant, isStorable, isUuid, present } from "./columns.js";
import { IDENTITY_COLUMNS, readIdentity } from "./identity-row.js";
import type { IdentityRow } from "./identity-row.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const COLUMNS = IDENTITY_COLUMNS;

const FIND: Statement = {
  name: "identities_find",
  text: `select ${COLUMNS} from plane.identities where project_id = $1 and id = $2`,
};

const FIND_BY_EMAIL: Statement = {
  name: "identities_find_by_email",
  text: `
    select ${COLUMNS}, (
      select digest from plane.identity_credentials
       where project_id = $1 and identity_id = id and kind = 'password'
    ) as password_hash
      from plane.identities where project_id = $1 and normalised_email = $2`,
};

const INSERT: Statement = {
  name: "identities_insert",
  text: `
    with inserted as (
      insert into plane.identities (project_id, ${COLUMNS}, normalised_email)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict do nothing returning id
    ), credential as (
      insert into plane.identity_credentials (project_id, identity_id, kind, digest, updated_at)
      select $1, id, 'password', $9, $7 from inserted where $9::text is not null
    )
    select id from inserted`,
};

const UPDATE_TRAITS: Statement = {
  name: "identities_update_traits",
  text: `
    update plane.identities
       set traits = $3, updated_at = $5,
           email_verified_at = case when normalised_email = $4 then email_verified_at end,
           normalised_email = $4
     where project_id = $1 and id = $2 returning 1 as changed`,
};

const SET_PASSWORD: Statement = {
  name: "identities_set_password",
  text: `
    insert into plane.identity_credentials (project_id, identity_id, kind, digest, updated_at)
    select $1, id, 'password', $3, $4 from plane.identities where project_id = $1 and id = $2
    on conflict (project_id, identity_id, kind)
    do update set digest = excluded.digest, updated_at = excluded.updated_at
    returning 1 as changed`,
};

const SET_STATE: Statement = {
  name: "identities_set_state",
  text: `
    update plane.identities set state = $3, updated_at = $4, state_changed_at = $4
     where project_id = $1 and id = $2 returning 1 as changed`,
};

const REMOVE: Statement = {
  name: "identities_remove",
  text: "delete from plane.identities where project_id = $1 and id = $2 returning 1 as removed",
};

const UNIQUE_VIOLATION = "23505";

/** The people who sign in to one project, and their passwords. */
export class PlaneIdentityStore implements IdentityStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  async find(id: string): Promise<Identity | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.#scope.run<IdentityRow>(FIND, [id]);
    return row === undefined ? undefined : readIdentity(row);
  }

  async findByEmail(normalisedEmail: string): Promise<IdentityWithPassword | undefined> {
    if (!isStorable(normalisedEmail)) return undefined;
    const [row] = await this.#scope.run<IdentityRow & { password_hash: string | null }>(
      FIND_BY_EMAIL,
      [normalisedEmail],
    );
    if (row === undefined) return undefined;
    return present<IdentityWithPassword>({
      identity: readIdentity(row),
      passwordHash: row.password_hash,
    });
  }

  async insert(
    identity: Identity,
    credentials: Parameters<IdentityStore["insert"]>[1],
  ): Promise<"inserted" | "exists"> {
    const rows = await this.#scope.run(INSERT, [
      identity.id,
      JSON.stringify(identity.traits),
      identity.state,
      instant(identity.emailVerifiedAt),
      instant(identity.createdAt),
      instant(identity.updatedAt),
      credentials.normalisedEmail,
      credentials.passwordHash ?? null,
    ]);
    return rows.length > 0 ? "inserted" : "exists";
  }

  /** Writes the whole traits; a changed address is not verified any more. */
  async updateTraits(
    id: string,
    traits: Traits,
    at: Date,
  ): Promise<"updated" | "absent" | "taken"> {
    if (!isUuid(id)) return "absent";
    try {
      const rows = await this.#scope.run(UPDATE_TRAITS, [
        id,
        JSON.stringify(traits),
        normaliseEmail(traits.email),
        instant(at),
      ]);
      return rows.length > 0 ? "updated" : "absent";
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION) {
        return "taken";
      }
      throw error;
    }
  }

  /** Sets or replaces the password; `passwordHash` is a PHC string. */
  async setPassword(id: string, passwordHash: string, at: Date): Promise<"updated" | "absent"> {
    if (!isUuid(id)) return "absent";
    const rows = await this.#scope.run(SET_PASSWORD, [id, passwordHash, instant(at)]);
    return rows.length > 0 ? "updated" : "absent";
  }

  async setState(id: string, state: Identity["state"], at: Date): Promise<"updated" | "absent"> {
    if (!isUuid(id)) return "absent";
    const rows = await this.#scope.run(SET_STATE, [id, state, instant(at)]);
    return rows.length > 0 ? "updated" : "absent";
  }

  /** Removes the person and every credential. */
  async remove(id: string): Promise<"removed" | "absent"> {
    if (!isUuid(id)) return "absent";
    const rows = await this.#scope.run(REMOVE, [id]);
    return rows.length > 0 ? "removed" : "absent";
  }
}
