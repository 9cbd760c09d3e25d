import type pg from "pg";

/** A table that holds rows of projects, as the catalogue describes it. */
export interface ProjectTable {
  readonly name: string;
  /** Without generated ones, in the order of their names. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Other tables' rows end with this one's. */
  readonly isReferenced: boolean;
}

/** Where a project stands is each plane's own affair. */
const OWN_COLUMNS = new Set(["projects.placement", "projects.paused_until"]);

/**
 * Every table with rows of projects, each after those it refers to. It is read from the catalogue:
 * a table that a later migration adds moves with its project without further ado.
 */
export async function projectTables(client: pg.Client): Promise<ProjectTable[]> {
  const tables = await client.query<{ name: string; columns: string[]; key: string[] }>(
    `select relname as name,
            (select array_agg(attname::text order by attname) from pg_attribute
              where attrelid = held.oid and attnum > 0 and not attisdropped
                and attgenerated = '') as columns,
            (select array_agg(attname::text order by position)
               from pg_index, unnest(indkey::int2[]) with ordinality as part (number, position)
               join pg_attribute on attnum = number
              where indrelid = held.oid and indisprimary and attrelid = held.oid) as key
       from pg_class held
      where relnamespace = 'plane'::regnamespace and relkind in ('r', 'p') and not relispartition
        and exists (select from pg_attribute
                     where attrelid = held.oid and attname = 'project_id')
      order by relname`,
  );
  const references = await client.query<{ from: string; to: string }>(
    `select (select relname from pg_class where oid = conrelid) as from,
            (select relname from pg_class where oid = confrelid) as to
       from pg_constraint
      where contype = 'f' and connamespace = 'plane'::regnamespace and conrelid <> confrelid`,
  );
  return inOrder(tables.rows, references.rows).map(({ name, columns, key }) => ({
    name,
    columns: columns.filter((column) => !OWN_COLUMNS.has(`${name}.${column}`)),
    key,
    isReferenced: references.rows.some(({ to }) => to === name),
  }));
}

function inOrder<Table extends { name: string }>(
  tables: readonly Table[],
  references: readonly { from: string; to: string }[],
): Table[] {
  const ordered: Table[] = [];
  let waiting = [...tables];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const free = waiting.filter(
      ({ name }) => !references.some(({ from, to }) => from === name && names.has(to)),
    );
    if (free.length === 0) throw new Error("Tables of projects refer to each other in a circle.");
    ordered.push(...free);
    waiting = waiting.filter((table) => !free.includes(table));
  }
  return ordered;
}

/** Names for SQL, in a list. */
export function columnList(names: readonly string[], prefix = ""): string {
  return names.map((name) => `${prefix}"${name.replaceAll('"', '""')}"`).join(", ");
}
