import type { Grant, NewGrant } from "@grantry/oauth2";

import { instant } from "./columns.js";
import type { Connections } from "./connections.js";
import {
  grantColumns,
  NEW_GRANT_COLUMNS,
  ofSubject,
  readGrant,
  writeGrant,
} from "./grant-columns.js";
import type { GrantRow } from "./grant-columns.js";
import { firstOfEach, ProjectBatches } from "./project-batches.js";
import type { Statement } from "./project-query.js";

/** What a sign-in asks and writes of grants, together with others of its project and moment. */
export interface ProjectGrantBatches {
  /** Grants that no later request remembers; durable when answered. */
  readonly insertions: ProjectBatches<NewGrant, "inserted" | "exists">;
  readonly remembered: ProjectBatches<
    { readonly subject: string; readonly clientId: string; readonly at: Date },
    Grant | undefined
  >;
}

/** The types of `NEW_GRANT_COLUMNS`; a list in a list travels as JSON. */
const TYPES: Readonly<Record<string, string>> = {
  id: "uuid",
  session_id: "uuid",
  auth_time: "timestamptz",
  requested_at: "timestamptz",
  refresh_expires_at: "timestamptz",
  remember_until: "timestamptz",
  expires_at: "timestamptz",
  generation: "integer",
  remember: "boolean",
  skipped: "boolean",
  audience: "json",
  details: "json",
  query: "bytea",
};

const COLUMNS = NEW_GRANT_COLUMNS.split(", ");
const AUDIENCE = COLUMNS.indexOf("audience");

const WRITTEN = COLUMNS.map((name) =>
  name === "audience"
    ? "case when audience is not null then array(select json_array_elements_text(audience)) end"
    : name,
);
const GIVEN = COLUMNS.map((name, at) => `$${at + 2}::${TYPES[name] ?? "text"}[]`);

const INSERT: Statement = {
  name: "grants_insert",
  text: `
    insert into plane.grants (project_id, ${NEW_GRANT_COLUMNS}, purge_on)
    select $1, ${WRITTEN.join(", ")}, (requested_at at time zone 'UTC')::date
      from unnest(${GIVEN.join(", ")}) as given (${NEW_GRANT_COLUMNS})
     order by id
    on conflict do nothing returning id`,
};

/** Each is the latest in the index of what is remembered. */
const REMEMBERED: Statement = {
  name: "grants_remembered",
  text: `
    select wanted.ordinal::integer, ${grantColumns("held")}
      from unnest($2::text[], $3::text[], $4::timestamptz[])
           with ordinality as wanted (subject, client_id, at, ordinal)
           cross join lateral (
             select stored.* from plane.grants stored
              where project_id = $1 and ${ofSubject("wanted.subject", "stored.")}
                and stored.client_id = wanted.client_id and remember and revoked_at is null
                and (remember_until is null or remember_until > wanted.at)
              order by requested_at desc limit 1
           ) held`,
};

export function projectGrantBatches(connections: Connections): ProjectGrantBatches {
  return {
    insertions: new ProjectBatches(async (projectId, items) => {
      const { firsts, isFirst } = firstOfEach(items, ({ id }) => id);
      const rows = await connections.runInProject<{ id: string }>(
        { projectId },
        INSERT,
        byColumn(firsts),
      );
      const inserted = new Set(rows.map(({ id }) => id));
      return items.map(({ id }, index) =>
        inserted.has(id) && isFirst(index) ? "inserted" : "exists",
      );
    }),
    remembered: new ProjectBatches(async (projectId, items) => {
      const rows = await connections.runInProject<GrantRow & { ordinal: number }>(
        { projectId },
        REMEMBERED,
        [
          items.map(({ subject }) => subject),
          items.map(({ clientId }) => clientId),
          items.map(({ at }) => instant(at)),
        ],
      );
      const found = Array.from<Grant | undefined>({ length: items.length });
      for (const row of rows) found[row.ordinal - 1] = readGrant(row);
      return found;
    }),
  };
}

function byColumn(grants: readonly NewGrant[]): unknown[][] {
  const rows = grants.map(writeGrant);
  return COLUMNS.map((_, column) =>
    rows.map((row) => {
      const value = row[column];
      return column === AUDIENCE && value !== null ? JSON.stringify(value) : value;
    }),
  );
}
