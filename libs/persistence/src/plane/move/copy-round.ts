import type pg from "pg";

import { copyRows } from "./copy-stream.js";
import { columnList, type ProjectTable } from "./project-tables.js";

export interface CopyEnds {
  readonly source: pg.Client;
  readonly target: pg.Client;
  /** A checked UUID: it stands in the statements that take no parameters. */
  readonly projectId: string;
  readonly tables: readonly ProjectTable[];
}

/** Which rows a round copies. */
export type Round =
  /** Into a target without any. */
  | { readonly rows: "all" }
  /** Those that changed since a round; `removed`: also takes away what is gone. */
  | { readonly rows: "changed" | "changed and removed"; readonly since: string };

/**
 * Copies rows as of one moment in one transaction of the target.
 * @returns how many, and the mark from which the next round goes on
 */
export async function copyRound(
  ends: CopyEnds,
  round: Round,
): Promise<{ rows: number; mark: string }> {
  const { source, target } = ends;
  await source.query("begin isolation level repeatable read read only");
  try {
    await target.query("begin");
    try {
      const mark = await snapshotMark(source);
      if (round.rows === "changed and removed") await removeGone(ends);
      let rows = 0;
      for (const table of ends.tables) rows += await copyTable(ends, table, round);
      await target.query("commit");
      return { rows, mark };
    } catch (error) {
      await target.query("rollback").catch(() => undefined);
      throw error;
    }
  } finally {
    await source.query("commit").catch(() => undefined);
  }
}

/** The oldest transaction whose writes this snapshot may not show. */
async function snapshotMark(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ mark: string }>(
    `select mod(pg_snapshot_xmin(pg_current_snapshot())::text::numeric, 4294967296)::text as mark`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error("The source has no snapshot.");
  return row.mark;
}

async function copyTable(ends: CopyEnds, table: ProjectTable, round: Round): Promise<number> {
  const { target, projectId } = ends;
  const columns = columnList(table.columns);
  const since = round.rows === "all" ? "" : ` and age(xmin) <= age('${round.since}'::xid)`;
  await stage(ends, table.columns, table, `project_id = '${projectId}'${since}`);
  if (round.rows !== "all" && !table.isReferenced) {
    await target.query(`delete from plane.${table.name} held using incoming
      where ${matching(table.key, "held", "incoming")}`);
  }
  const isProject = table.name === "projects";
  const inserted = await target.query(
    `insert into plane.${table.name} (${columns}${isProject ? ", placement" : ""})
     overriding system value
     select ${columns}${isProject ? ", 'arriving'" : ""} from incoming
     ${round.rows !== "all" && table.isReferenced ? onConflict(table) : ""}`,
  );
  await target.query("drop table incoming");
  return inserted.rowCount ?? 0;
}

/** Rows that others refer to stay in place: to delete them would take the others along. */
function onConflict({ columns, key }: ProjectTable): string {
  const changed = columns
    .filter((column) => !key.includes(column))
    .map((column) => `${columnList([column])} = excluded.${columnList([column])}`);
  const action = changed.length === 0 ? "nothing" : `update set ${changed.join(", ")}`;
  return `on conflict (${columnList(key)}) do ${action}`;
}

/** Takes away what the source has no more; what refers to others goes first. */
async function removeGone(ends: CopyEnds): Promise<void> {
  const { target, projectId } = ends;
  for (const table of ends.tables.toReversed()) {
    if (table.name === "projects") continue;
    await stage(ends, table.key, table, `project_id = '${projectId}'`);
    await target.query(
      `delete from plane.${table.name} held where held.project_id = '${projectId}'
         and not exists (select from incoming where ${matching(table.key, "held", "incoming")})`,
    );
    await target.query("drop table incoming");
  }
}

/** Row-level security and COPY FROM exclude each other: rows land in a table beside first. */
async function stage(
  { source, target }: CopyEnds,
  names: readonly string[],
  table: ProjectTable,
  which: string,
): Promise<void> {
  const columns = columnList(names);
  await target.query(
    `create temporary table incoming on commit drop as
       select ${columns} from plane.${table.name} with no data`,
  );
  await copyRows(
    {
      client: source,
      text: `copy (select ${columns} from plane.${table.name} where ${which}) to stdout`,
    },
    { client: target, text: `copy incoming (${columns}) from stdin` },
  );
}

function matching(key: readonly string[], one: string, other: string): string {
  return key
    .map((column) => `${columnList([column], `${one}.`)} = ${columnList([column], `${other}.`)}`)
    .join(" and ");
}

/**
 * Compares every row of both sides.
 * @throws when they differ; names the tables
 */
export async function assertSameRows(ends: CopyEnds): Promise<void> {
  const different: string[] = [];
  for (const table of ends.tables) {
    const [here, there] = await Promise.all([
      digestOf(ends.source, table, ends.projectId),
      digestOf(ends.target, table, ends.projectId),
    ]);
    if (here !== there) different.push(table.name);
  }
  if (different.length > 0) throw new Error(`The copy differs in ${different.join(", ")}.`);
}

async function digestOf(
  client: pg.Client,
  { name, columns }: ProjectTable,
  projectId: string,
): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select count(*) || ' ' ||
            coalesce(sum(hashtextextended(row(${columnList(columns)})::text, 0)::numeric), 0)
            as digest
       from plane.${name} where project_id = '${projectId}'`,
  );
  return rows[0]?.digest ?? "";
}
