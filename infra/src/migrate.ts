import { pathToFileURL } from "node:url";
import pg from "pg";
import { migrateControl, migratePlane } from "@grantry/persistence";
import { Environment, furtherPlaneVariable, namedDataPlanes } from "@grantry/platform";

export interface DatabaseUrls {
  control: string;
  plane: string;
  /** The planes after the first. */
  further?: readonly string[];
}

/** The plane's database when it has no address of its own: a second one on the same server. */
export function defaultPlaneUrl(controlUrl: string): string {
  const url = new URL(controlUrl);
  url.pathname = `${url.pathname}_plane`;
  return url.href;
}

/** `DATABASE_URL`, and `GRANTRY_DATA_PLANE_DATABASE_URL` with its numbered kin (contract §3). */
export function databaseUrls(environment: Environment): DatabaseUrls {
  const control = environment.required("DATABASE_URL", "must name the control plane's database");
  const [first, ...further] = namedDataPlanes(environment, defaultPlaneUrl(control));
  return {
    control,
    plane: first?.databaseUrl ?? defaultPlaneUrl(control),
    further: further.map(({ databaseUrl }) => databaseUrl),
  };
}

/** Creates the databases that are missing and brings all to the newest migration. */
export async function migrate(urls: DatabaseUrls): Promise<void> {
  await naming("DATABASE_URL", async () => {
    await createDatabase(urls.control);
    await migrateControl(urls.control);
  });
  for (const [index, plane] of [urls.plane, ...(urls.further ?? [])].entries()) {
    await naming(variableOfPlane(index), async () => {
      await createDatabase(plane);
      await migratePlane(plane);
    });
  }
}

function variableOfPlane(index: number): string {
  if (index === 0) return "GRANTRY_DATA_PLANE_DATABASE_URL";
  return furtherPlaneVariable(index + 1, "DATABASE_URL");
}

/** A failure says which database it is about. */
async function naming(variable: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${variable}: the database could not be prepared (${why})`, { cause });
  }
}

/** Whether a database exists and holds tables: the start on an empty one is the first start. */
export async function isEmptyDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const found = await client.query(
      "select 1 from pg_tables where schemaname not in ('pg_catalog', 'information_schema') limit 1",
    );
    return found.rowCount === 0;
  } catch (error) {
    if (isMissingDatabase(error)) return true;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    if (!isMissingDatabase(error)) throw error;
    await createFromMaintenanceDatabase(new URL(url));
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createFromMaintenanceDatabase(url: URL): Promise<void> {
  const name = decodeURIComponent(url.pathname.slice(1));
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const client = new pg.Client({ connectionString: maintenance.href });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process created it in the same moment.
    const { code } = error as { code?: string };
    if (code !== "42P04" && code !== "23505") throw error;
  } finally {
    await client.end();
  }
}

/** SQLSTATE 3D000: invalid_catalog_name. */
function isMissingDatabase(error: unknown): boolean {
  return (error as { code?: string }).code === "3D000";
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  migrate(databaseUrls(new Environment())).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
