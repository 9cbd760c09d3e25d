import { ownerDataSource } from "./data-source.js";

/** Any two processes that migrate the same database wait for each other here. */
const MIGRATION_LOCK = 716_214_001;

/**
 * Brings the control database up to date. Safe to run twice and by two processes at once.
 * @returns the names of the migrations that ran
 */
export async function migrateControl(databaseUrl: string): Promise<string[]> {
  const source = await ownerDataSource(databaseUrl).initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const ran = await source.runMigrations();
    return ran.map(({ name }) => name);
  } finally {
    await lock.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    await lock.release();
    await source.destroy();
  }
}

/** The names of migrations that have not run yet; start-up refuses while there are any. */
export async function pendingControlMigrations(databaseUrl: string): Promise<string[]> {
  const source = await ownerDataSource(databaseUrl).initialize();
  try {
    const names = source.migrations.map((migration) => migration.constructor.name);
    const [found] = await source.query<{ name: string | null }[]>(
      "select to_regclass('control_migrations')::text as name",
    );
    if (!found?.name) return names;
    const rows = await source.query<{ name: string }[]>("select name from control_migrations");
    const ran = new Set(rows.map(({ name }) => name));
    return names.filter((name) => !ran.has(name));
  } finally {
    await source.destroy();
  }
}
