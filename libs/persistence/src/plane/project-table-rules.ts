import type pg from "pg";

import { KERNEL_ROLE, PLANE_ROLE, PROVISIONER_ROLE } from "./roles.js";

/**
 * What holds for every table of projects, whichever migration made it: a project that moves takes
 * its rows along, and a plane that gave a project away writes no row of it. Run by the tables' owner
 * after the migrations; what stands already is left alone.
 */
export async function applyProjectTableRules(client: pg.Client): Promise<void> {
  const tables = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'plane'::regnamespace and relkind in ('r', 'p')
        and exists (select from pg_attribute
                     where attrelid = pg_class.oid and attname = 'project_id')
      order by relname`,
  );
  const policies = await client.query<{ key: string }>(
    `select tablename || ' ' || policyname as key from pg_policies where schemaname = 'plane'`,
  );
  const standing = new Set(policies.rows.map(({ key }) => key));
  for (const { name } of tables.rows) {
    await client.query(
      `grant select, insert, delete on plane.${quoted(name)} to ${PROVISIONER_ROLE}`,
    );
    for (const rule of rulesOf(name)) {
      if (standing.has(`${name} ${rule.policy}`)) continue;
      await client.query(
        `create policy ${rule.policy} on plane.${quoted(name)} as restrictive ${rule.definition}`,
      );
    }
  }
}

interface Rule {
  readonly policy: string;
  readonly definition: string;
}

/** The plane's own statements see one project, so one look per statement is enough. */
const THE_PROJECT_ACCEPTS = `(select plane.accepts_writes(
  nullif(current_setting('grantry.project_id', true), '')::uuid))`;

/** Whoever moves a project says so, and only the provisioner can. */
const MOVES = "current_setting('grantry.moving', true) = 'on'";

function rulesOf(table: string): Rule[] {
  // A project that is here costs a look into an index that is nearly always empty.
  const rowAccepts = `case when exists (
      select from plane.projects elsewhere
       where elsewhere.project_id = ${quoted(table)}.project_id and elsewhere.placement <> 'here'
    ) then plane.accepts_writes(${quoted(table)}.project_id) else true end`;
  const everyRow = `(${MOVES} or ${rowAccepts})`;
  return [
    ...writes("plane", PLANE_ROLE, THE_PROJECT_ACCEPTS),
    // The row of a project may always go: it is what says that the project moved away.
    ...writes("provisioner", PROVISIONER_ROLE, everyRow).filter(
      ({ policy }) => table !== "projects" || !policy.endsWith("_delete"),
    ),
    ...(table === "projects" ? [] : writes("kernel", KERNEL_ROLE, rowAccepts)),
  ];
}

function writes(who: string, role: string, accepts: string): Rule[] {
  const policy = `writes_rest_${who}`;
  return [
    { policy: `${policy}_insert`, definition: `for insert to ${role} with check (${accepts})` },
    {
      policy: `${policy}_update`,
      definition: `for update to ${role} using (${accepts}) with check (true)`,
    },
    { policy: `${policy}_delete`, definition: `for delete to ${role} using (${accepts})` },
  ];
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
