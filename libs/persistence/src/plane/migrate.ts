import pg from "pg";
import { DataSource } from "typeorm";

import { ProjectTables1700000000101 } from "./migrations/1700000000101-project-tables.js";
import { RowLevelSecurity1700000000102 } from "./migrations/1700000000102-row-level-security.js";
import { HotStatements1700000000103 } from "./migrations/1700000000103-hot-statements.js";
import { Notifications1700000000104 } from "./migrations/1700000000104-notifications.js";
import { DevicesAndTrustedIssuers1700000000105 } from "./migrations/1700000000105-devices-and-trusted-issuers.js";
import { Deliveries1700000000106 } from "./migrations/1700000000106-deliveries.js";
import { PackedRequests1700000000107 } from "./migrations/1700000000107-packed-requests.js";
import { JsonWebKeys1700000000108 } from "./migrations/1700000000108-json-web-keys.js";
import { SigningSets1700000000110 } from "./migrations/1700000000110-signing-sets.js";
import { IdentityAdministration1700000000111 } from "./migrations/1700000000111-identity-administration.js";
import { TokenOverlapAndUses1700000000120 } from "./migrations/1700000000120-token-overlap-and-uses.js";
import { AdminEvents1700000000140 } from "./migrations/1700000000140-admin-events.js";
import { Usage1700000000141 } from "./migrations/1700000000141-usage.js";
import { Placement1700000000150 } from "./migrations/1700000000150-placement.js";
import { Events1700000000160 } from "./migrations/1700000000160-events.js";
import { ProjectHosts1700000000161 } from "./migrations/1700000000161-project-hosts.js";
import { RequestLog1700000000170 } from "./migrations/1700000000170-request-log.js";
import { FindGrants1700000000195 } from "./migrations/1700000000195-find-grants.js";
import { MovesTellNothing1700000000259 } from "./migrations/1700000000259-moves-tell-nothing.js";
import { AddUsage1700000000265 } from "./migrations/1700000000265-add-usage.js";
import { UsageByMonth1700000000270 } from "./migrations/1700000000270-usage-by-month.js";
import { AdminWrites1700000000300 } from "./migrations/1700000000300-admin-writes.js";
import { IndexesOfOneQuestion1700000000310 } from "./migrations/1700000000310-indexes-of-one-question.js";
import { DeliveriesInOrder1700000000343 } from "./migrations/1700000000343-deliveries-in-order.js";
import { GrantsChangeTogether1700000000341 } from "./migrations/1700000000341-grants-change-together.js";
import { LatestRememberedGrant1700000000340 } from "./migrations/1700000000340-latest-remembered-grant.js";
import { StateWithDetails1700000000342 } from "./migrations/1700000000342-state-with-details.js";
import { RememberedGrants1700000000320 } from "./migrations/1700000000320-remembered-grants.js";
import { NewsOfAStatement1700000000330 } from "./migrations/1700000000330-news-of-a-statement.js";
import { AdminEventsInOrder1700000000331 } from "./migrations/1700000000331-admin-events-in-order.js";
import { applyProjectTableRules } from "./project-table-rules.js";
import { ensurePlaneRoles } from "./roles.js";

const CONNECT_TIMEOUT_MILLISECONDS = 3_000;

/** Any two processes that migrate the same plane wait for each other here. */
const MIGRATION_LOCK = 716_214_002;

/**
 * Brings a plane's database up to date: roles, schema `plane`, tables, policies, hot statements.
 * Safe to run twice and by two processes at once.
 * @returns the names of the migrations that ran
 */
export async function migratePlane(databaseUrl: string): Promise<string[]> {
  const lock = await connect(databaseUrl);
  try {
    await lock.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await ensurePlaneRoles(lock);
    await lock.query("create schema if not exists plane");
    const ran = await runMigrations(databaseUrl);
    await applyProjectTableRules(lock);
    return ran;
  } finally {
    await lock.end();
  }
}

/** The names of migrations that have not run yet; start-up refuses while there are any. */
export async function pendingPlaneMigrations(databaseUrl: string): Promise<string[]> {
  const client = await connect(databaseUrl);
  try {
    const found = await client.query<{ name: string | null }>(
      "select to_regclass('plane.migrations')::text as name",
    );
    const names = MIGRATIONS.map((migration) => migration.name);
    if (!found.rows[0]?.name) return names;
    const done = await client.query<{ name: string }>("select name from plane.migrations");
    const ran = new Set(done.rows.map(({ name }) => name));
    return names.filter((name) => !ran.has(name));
  } finally {
    await client.end();
  }
}

const MIGRATIONS = [
  ProjectTables1700000000101,
  RowLevelSecurity1700000000102,
  HotStatements1700000000103,
  Notifications1700000000104,
  DevicesAndTrustedIssuers1700000000105,
  Deliveries1700000000106,
  PackedRequests1700000000107,
  JsonWebKeys1700000000108,
  SigningSets1700000000110,
  IdentityAdministration1700000000111,
  TokenOverlapAndUses1700000000120,
  AdminEvents1700000000140,
  Usage1700000000141,
  Placement1700000000150,
  Events1700000000160,
  ProjectHosts1700000000161,
  RequestLog1700000000170,
  FindGrants1700000000195,
  MovesTellNothing1700000000259,
  AddUsage1700000000265,
  UsageByMonth1700000000270,
  AdminWrites1700000000300,
  IndexesOfOneQuestion1700000000310,
  RememberedGrants1700000000320,
  NewsOfAStatement1700000000330,
  AdminEventsInOrder1700000000331,
  LatestRememberedGrant1700000000340,
  GrantsChangeTogether1700000000341,
  StateWithDetails1700000000342,
  DeliveriesInOrder1700000000343,
];

async function runMigrations(databaseUrl: string): Promise<string[]> {
  const source = await new DataSource({
    type: "postgres",
    url: databaseUrl,
    schema: "plane",
    migrations: MIGRATIONS,
    migrationsTableName: "migrations",
    migrationsTransactionMode: "each",
    installExtensions: false,
    poolSize: 1,
    extra: { connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS },
  }).initialize();
  try {
    const ran = await source.runMigrations();
    return ran.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
  });
  await client.connect();
  return client;
}
