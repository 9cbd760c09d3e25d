import { randomUUID } from "node:crypto";
import type pg from "pg";
import { inDatabase } from "../support/engines.js";
import { openPlaneFixture, type PlaneFixture } from "./plane-fixture.js";

let fixture: PlaneFixture;
beforeAll(async () => {
  fixture = await openPlaneFixture();
});
afterAll(() => fixture.close());

const ROLES = ["grantry_plane", "grantry_provisioner", "grantry_kernel"];

const THE_PROJECT =
  "(project_id = (NULLIF(current_setting('grantry.project_id'::text, true), ''::text))::uuid)";

/** What the owner reads from the catalogue of the plane's database. */
function catalogue<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return inDatabase(fixture.ownerUrl, async (client) => {
    return (await client.query<Row>(text, values)).rows;
  });
}

/** Functions that write an event in the transaction of what it tells. */
const TELLING = /^tell(?:_of_\w+)?$/;

/** Tables that the data plane's own role does not read at all. */
const KEPT_FROM_PLANES = new Set(["event_streams", "event_deliveries"]);

/** Every table but the list of migrations that ran. */
async function projectTables(): Promise<string[]> {
  const rows = await catalogue<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'plane'::regnamespace and relkind in ('r', 'p') and relname <> 'migrations'
      order by relname`,
  );
  return rows.map(({ name }) => name);
}

describe("every table of a plane", () => {
  it("stands in schema plane", async () => {
    expect((await projectTables()).length).toBeGreaterThanOrEqual(10);
    const elsewhere = await catalogue(
      `select relname from pg_class
        where relkind in ('r', 'p', 'v', 'm', 'f') and relpersistence <> 't'
          and relnamespace not in (
            'plane'::regnamespace, 'pg_catalog'::regnamespace,
            'information_schema'::regnamespace, 'pg_toast'::regnamespace
          )`,
    );
    expect(elsewhere).toEqual([]);
    const views = await catalogue(
      `select relname from pg_class
        where relnamespace = 'plane'::regnamespace and relkind in ('v', 'm', 'f')`,
    );
    expect(views).toEqual([]);
  });

  it("has a primary key that begins with the project, and the project takes its rows along", async () => {
    const keys = await catalogue<{ name: string; first: string }>(
      `select conrelid::regclass::text as name, attname as first from pg_constraint
         join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where contype = 'p' and connamespace = 'plane'::regnamespace
          and conrelid <> 'plane.migrations'::regclass`,
    );
    const tables = await projectTables();
    expect(keys.map(({ name }) => name)).toHaveLength(tables.length);
    expect(keys.filter(({ first }) => first !== "project_id")).toEqual([]);
    const cascades = await catalogue<{ name: string }>(
      `select distinct conrelid::regclass::text as name from pg_constraint
        where contype = 'f' and confrelid = 'plane.projects'::regclass and confdeltype = 'c'`,
    );
    expect(cascades).toHaveLength(tables.length - 1);
  });

  it("enables and forces row-level security", async () => {
    const loose = await catalogue(
      `select relname from pg_class
        where relnamespace = 'plane'::regnamespace and relkind in ('r', 'p')
          and relname <> 'migrations' and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(loose).toEqual([]);
  });

  it("shows the plane one project and lets it write that one only", async () => {
    const policies = await catalogue<{ name: string; qual: string; with_check: string }>(
      `select tablename as name, qual, with_check from pg_policies
        where schemaname = 'plane' and 'grantry_plane' = any(roles) and permissive = 'PERMISSIVE'
          and cmd = 'ALL' order by tablename`,
    );
    expect(policies).toEqual(
      (await projectTables()).map((name) => ({ name, qual: THE_PROJECT, with_check: THE_PROJECT })),
    );
  });

  it("has no policy for everybody, nor one that speaks to two roles", async () => {
    const strange = await catalogue(
      `select tablename, policyname from pg_policies
        where schemaname = 'plane' and (array_length(roles, 1) <> 1 or not roles && $1::name[])`,
      [ROLES],
    );
    expect(strange).toEqual([]);
  });
});

describe("the roles of a plane", () => {
  it("cannot sign in, pass by row-level security, create roles or databases", async () => {
    const roles = await catalogue(
      `select rolname from pg_roles
        where rolname = any($1) and not rolcanlogin and not rolsuper and not rolbypassrls
          and not rolcreaterole and not rolcreatedb and not rolreplication`,
      [ROLES],
    );
    expect(roles).toHaveLength(ROLES.length);
  });

  it("belong to no other role", async () => {
    const memberships = await catalogue(
      `select roleid::regrole::text, member::regrole::text from pg_auth_members
        where member::regrole::text = any($1)`,
      [ROLES],
    );
    expect(memberships).toEqual([]);
  });

  it("create nothing", async () => {
    const [may] = await catalogue(
      `select bool_or(has_schema_privilege(role, nspname, 'create')) as in_schema,
              bool_or(has_database_privilege(role, current_database(), 'create')) as in_database
         from unnest($1::text[]) as role, pg_namespace
        where nspname not like 'pg\\_%'`,
      [ROLES],
    );
    expect(may).toEqual({ in_schema: false, in_database: false });
  });

  it("own no table, and the kernel owns the hot statements and what writes events only", async () => {
    const owned = await catalogue(
      "select relname from pg_class where relowner::regrole::text = any($1)",
      [ROLES],
    );
    expect(owned).toEqual([]);
    const functions = await catalogue<{ name: string }>(
      `select proname as name from pg_proc
        where proowner::regrole::text = any($1) order by proname`,
      [ROLES],
    );
    const names = functions.map(({ name }) => name);
    expect(names.filter((name) => !TELLING.test(name))).toEqual([
      "add_usage",
      "find_grants",
      "grant_states",
      "grant_states_with_details",
      "redeem_grants",
      "resolve_host",
      "resolve_project",
      "revocations_present",
      "rotate_grants",
    ]);
  });

  it("do not read which migrations ran", async () => {
    const [may] = await catalogue(
      `select bool_or(has_table_privilege(role, 'plane.migrations', 'select, insert, update, delete'))
              as any from unnest($1::text[]) as role`,
      [ROLES],
    );
    expect(may).toEqual({ any: false });
  });
});

describe("every function of a plane", () => {
  it("has a fixed search path", async () => {
    const loose = await catalogue(
      `select proname from pg_proc where pronamespace = 'plane'::regnamespace
          and not coalesce(proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']`,
    );
    expect(loose).toEqual([]);
  });

  it("that runs with other rights belongs to the kernel and is the plane's or a trigger's alone", async () => {
    const definers = await catalogue<{ proname: string; owner: string; everybody: boolean }>(
      `select proname, proowner::regrole::text as owner,
              has_function_privilege('public', oid, 'execute') as everybody,
              has_function_privilege('grantry_plane', oid, 'execute') as plane
         from pg_proc where prosecdef and pronamespace = 'plane'::regnamespace`,
    );
    expect(definers.filter(({ proname }) => !TELLING.test(proname))).toHaveLength(9);
    for (const definer of definers) {
      const plane = !TELLING.test(definer.proname);
      expect(definer).toMatchObject({ owner: "grantry_kernel", everybody: false, plane });
    }
  });
});

describe("a connection of a plane", () => {
  async function asPlane<Row extends pg.QueryResultRow>(
    projectId: string | undefined,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return inDatabase(fixture.planeUrl, async (client) => {
      await client.query("begin");
      if (projectId !== undefined) {
        await client.query("select set_config('grantry.project_id', $1, true)", [projectId]);
      }
      const { rows } = await client.query<Row>(text, values);
      await client.query("commit");
      return rows;
    });
  }

  it("sees nothing outside a project, in no table", async () => {
    const { id } = await fixture.createProject();
    for (const table of await projectTables()) {
      for (const outside of [undefined, "", randomUUID()]) {
        const seen = asPlane(outside, `select 1 from plane.${table}`);
        const refusal = seen.catch((error: Error) => error.message);
        const kept = `permission denied for table ${table}`;
        expect(await refusal).toEqual(KEPT_FROM_PLANES.has(table) ? kept : []);
      }
    }
    const keys = await asPlane(id, "select distinct project_id from plane.signing_keys");
    expect(keys).toEqual([{ project_id: id }]);
  });

  it("writes and moves nothing into another project", async () => {
    const [mine, theirs] = [await fixture.createProject(), await fixture.createProject()];
    const insert = "insert into plane.revocations values ($1, 'a token', now())";
    await asPlane(mine.id, insert, [mine.id]);
    await expect(asPlane(mine.id, insert, [theirs.id])).rejects.toThrow("row-level security");
    await expect(asPlane(undefined, insert, [mine.id])).rejects.toThrow("row-level security");
    const move = "update plane.revocations set project_id = $1";
    await expect(asPlane(mine.id, move, [theirs.id])).rejects.toThrow("row-level security");
    const remove = "delete from plane.signing_keys where project_id = $1 returning kid";
    expect(await asPlane(mine.id, remove, [theirs.id])).toEqual([]);
  });

  it("neither changes tables nor turns row-level security off", async () => {
    const { id } = await fixture.createProject();
    for (const attempt of [
      "alter table plane.grants disable row level security",
      "drop policy one_project on plane.grants",
      "create table plane.mine ()",
      "truncate plane.grants",
      "insert into plane.projects (project_id) select project_id from plane.projects",
      "update plane.projects set slug = 'mine'",
      "update plane.admin_credentials set permissions = '{*}'",
    ]) {
      await expect(asPlane(id, attempt)).rejects.toThrow(/permission denied|must be owner/u);
    }
    const off = "set local row_security = off";
    await expect(
      inDatabase(fixture.planeUrl, async (client) => {
        await client.query(`begin; ${off}`);
        await client.query("select * from plane.grants");
      }),
    ).rejects.toThrow("row-level security");
  });
});
