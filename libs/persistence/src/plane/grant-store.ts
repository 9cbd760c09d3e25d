import type {
  Grant,
  GrantDetails,
  GrantState,
  GrantStateWithDetails,
  GrantStore,
  NewGrant,
  Page,
  Redemption,
  Rotation,
} from "@grantry/oauth2";

import { instant, isStorable, isUuid, readPosition, writePosition } from "./columns.js";
import type { GrantBatches } from "./grant-batches.js";
import {
  grantColumns,
  NEW_GRANT_COLUMNS,
  ofSubject,
  readGrant,
  writeGrant,
} from "./grant-columns.js";
import type { GrantRow } from "./grant-columns.js";
import type { ProjectGrantBatches } from "./project-grant-batches.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const INSERT_VALUES = `
  insert into plane.grants (project_id, ${NEW_GRANT_COLUMNS}, purge_on)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
          ($5::timestamptz at time zone 'UTC')::date)
  on conflict do nothing returning 1 as inserted`;

const INSERT_REMEMBERED: Statement = {
  name: "grants_insert_remembered",
  text: `
    with inserted as (${INSERT_VALUES}), older as (
      select id from plane.grants
       where project_id = $1 and ${ofSubject("$13")} and client_id = $12 and remember and id <> $2
         and exists (select from inserted)
       order by id for no key update
    ), forgotten as (
      update plane.grants forgotten set remember = false from older
       where forgotten.project_id = $1 and forgotten.id = older.id
    )
    select inserted from inserted`,
};

const KEEP_DETAILS: Statement = {
  name: "grants_keep_details",
  text: "update plane.grants set details = $3 where project_id = $1 and id = $2",
};

const REVOKE: Statement = {
  name: "grants_revoke",
  text: `
    with revoked as (
      update plane.grants set revoked_at = $3, revoked_for = $4
       where project_id = $1 and id = $2 and revoked_at is null
      returning 1
    )
    select exists (select from revoked)
        or exists (select from plane.grants where project_id = $1 and id = $2) as known`,
};

/** Rows are taken in the order of their key, as the batched statements take theirs. */
function revokeWhere(name: string, condition: string): Statement {
  return {
    name,
    unbounded: true,
    text: `
      with held as (
        select id from plane.grants
         where project_id = $1 and revoked_at is null and ${condition}
           and ($3::text is null or client_id = $3) and ($4::text is null or subject = $4)
           and ($5::uuid is null or session_id = $5)
         order by id for no key update
      ), revoked as (
        update plane.grants revoked
           set revoked_at = $2, revoked_for = case when $4::text is not null then 'consent' end
          from held
         where revoked.project_id = $1 and revoked.id = held.id and revoked.revoked_at is null
        returning 1
      )
      select count(*)::integer as revoked from revoked`,
  };
}

const REVOKE_BY_SESSION = revokeWhere("grants_revoke_by_session", "session_id = $5");
const REVOKE_BY_SUBJECT = revokeWhere("grants_revoke_by_subject", ofSubject("$4"));
const REVOKE_BY_CLIENT = revokeWhere("grants_revoke_by_client", "client_id = $3");
const REVOKE_EVERY = revokeWhere("grants_revoke_every", "true");

const LIST_BY_SUBJECT: Statement = {
  name: "grants_list_by_subject",
  text: `
    select ${grantColumns("g")} from plane.grants g
     where project_id = $1 and ${ofSubject("$2")} and not skipped and revoked_at is null
       and ($3::uuid is null or session_id = $3)
       and (requested_at, id) < ($4::timestamptz, $5::uuid)
     order by requested_at desc, id desc limit $6`,
};

const BEFORE_ALL = ["infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"] as const;

/** The grants of one project: what users allowed clients, from code to last refresh. */
export class PlaneGrantStore implements GrantStore {
  readonly #scope: ProjectScope;
  readonly #batches: GrantBatches;
  readonly #inProject: ProjectGrantBatches;

  constructor(scope: ProjectScope, batches: GrantBatches, inProject: ProjectGrantBatches) {
    this.#scope = scope;
    this.#batches = batches;
    this.#inProject = inProject;
  }

  async insert(grant: NewGrant): Promise<"inserted" | "exists"> {
    if (!grant.remember) return this.#inProject.insertions.add(this.#scope.projectId, grant);
    const rows = await this.#scope.run(INSERT_REMEMBERED, writeGrant(grant));
    return rows.length > 0 ? "inserted" : "exists";
  }

  async redeem(
    grantId: string,
    at: Date,
    first: Parameters<GrantStore["redeem"]>[2],
  ): Promise<Redemption> {
    if (!isUuid(grantId)) return { outcome: "absent" };
    const { projectId } = this.#scope;
    const { generation, refreshExpiresAt, expiresAt } = first;
    const item = { projectId, grantId, at, generation, refreshExpiresAt, expiresAt };
    return this.#batches.redemptions.add(item);
  }

  async rotate(
    grantId: string,
    generation: number,
    at: Date,
    next: Parameters<GrantStore["rotate"]>[3],
  ): Promise<Rotation> {
    if (!isUuid(grantId)) return { outcome: "absent" };
    const { projectId } = this.#scope;
    const { graceSeconds, refreshExpiresAt, expiresAt } = next;
    const item = { projectId, grantId, generation, at, graceSeconds, refreshExpiresAt, expiresAt };
    return this.#batches.rotations.add(item);
  }

  async state(grantId: string): Promise<GrantState | undefined> {
    if (!isUuid(grantId)) return undefined;
    return this.#batches.states.add({ projectId: this.#scope.projectId, grantId });
  }

  async stateWithDetails(grantId: string): Promise<GrantStateWithDetails | undefined> {
    if (!isUuid(grantId)) return undefined;
    return this.#batches.statesWithDetails.add({ projectId: this.#scope.projectId, grantId });
  }

  async find(grantId: string): Promise<Grant | undefined> {
    if (!isUuid(grantId)) return undefined;
    return this.#batches.finds.add({ projectId: this.#scope.projectId, grantId });
  }

  async keepDetails(grantId: string, details: GrantDetails): Promise<void> {
    if (!isUuid(grantId)) return;
    const { query: _, skipped: __, ...kept } = details;
    await this.#scope.run(KEEP_DETAILS, [grantId, JSON.stringify(kept)]);
  }

  async revoke(
    grantId: string,
    at: Date,
    because?: Parameters<GrantStore["revoke"]>[2],
  ): Promise<"revoked" | "absent"> {
    if (!isUuid(grantId)) return "absent";
    const values = [grantId, instant(at), because ?? null];
    const [row] = await this.#scope.run<{ known: boolean }>(REVOKE, values);
    return row?.known ? "revoked" : "absent";
  }

  async revokeWhere(where: Parameters<GrantStore["revokeWhere"]>[0], at: Date): Promise<number> {
    const { clientId, subject, sessionId } = where;
    if (sessionId !== undefined && !isUuid(sessionId)) return 0;
    if (!isStorable(`${clientId ?? ""}${subject ?? ""}`)) return 0;
    const [row] = await this.#scope.run<{ revoked: number }>(revocationFor(where), [
      instant(at),
      clientId ?? null,
      subject ?? null,
      sessionId ?? null,
    ]);
    return row?.revoked ?? 0;
  }

  async remembered(subject: string, clientId: string, at: Date): Promise<Grant | undefined> {
    if (!isStorable(subject + clientId)) return undefined;
    return this.#inProject.remembered.add(this.#scope.projectId, { subject, clientId, at });
  }

  async listBySubject(query: Parameters<GrantStore["listBySubject"]>[0]): Promise<Page<Grant>> {
    const { subject, sessionId, limit, after } = query;
    const position = after === undefined ? BEFORE_ALL : readPosition(after);
    if (position === undefined || !isUuid(position[1]) || !isStorable(subject)) {
      return { items: [] };
    }
    if (sessionId !== undefined && !isUuid(sessionId)) return { items: [] };
    const rows = await this.#scope.run<GrantRow>(LIST_BY_SUBJECT, [
      subject,
      sessionId ?? null,
      ...position,
      limit + 1,
    ]);
    const items = rows.slice(0, limit).map(readGrant);
    const last = items.at(-1);
    if (rows.length <= limit || last === undefined) return { items };
    return { items, next: writePosition([last.requestedAt.toISOString(), last.id]) };
  }
}

/** The statement whose index narrows the most. */
function revocationFor(where: Parameters<GrantStore["revokeWhere"]>[0]): Statement {
  if (where.sessionId !== undefined) return REVOKE_BY_SESSION;
  if (where.subject !== undefined) return REVOKE_BY_SUBJECT;
  return where.clientId === undefined ? REVOKE_EVERY : REVOKE_BY_CLIENT;
}
