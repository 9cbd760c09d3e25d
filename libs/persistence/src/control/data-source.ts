import { DataSource } from "typeorm";
import { WorkspacesAndProjects1700000000001 } from "./migrations/1700000000001-workspaces-and-projects.js";
import { PersonalAccessTokens1700000000002 } from "./migrations/1700000000002-personal-access-tokens.js";
import { AuditEvents1700000000003 } from "./migrations/1700000000003-audit-events.js";
import { OutboxAndRuns1700000000004 } from "./migrations/1700000000004-outbox-and-runs.js";
import { ControlRole1700000000005 } from "./migrations/1700000000005-control-role.js";
import { auditEventTable } from "./tables/audit-event.table.js";
import { memberTable } from "./tables/member.table.js";
import { personalAccessTokenTable } from "./tables/personal-access-token.table.js";
import { projectRevisionTable, projectTable } from "./tables/project.table.js";
import { workspaceTable } from "./tables/workspace.table.js";

const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
const STATEMENT_TIMEOUT_MILLISECONDS = 15_000;

/** The control database with the power to change tables: for migrations only. */
export function ownerDataSource(databaseUrl: string): DataSource {
  return new DataSource({
    type: "postgres",
    url: databaseUrl,
    migrations: [
      WorkspacesAndProjects1700000000001,
      PersonalAccessTokens1700000000002,
      AuditEvents1700000000003,
      OutboxAndRuns1700000000004,
      ControlRole1700000000005,
    ],
    migrationsTableName: "control_migrations",
    migrationsTransactionMode: "each",
    poolSize: 2,
    extra: { connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS },
  });
}

/** The control database as role `grantry_control`: rows, no tables, audit events append-only. */
export function controlDataSource(databaseUrl: string, poolSize: number): DataSource {
  return new DataSource({
    type: "postgres",
    url: databaseUrl,
    entities: [
      workspaceTable,
      memberTable,
      projectTable,
      projectRevisionTable,
      personalAccessTokenTable,
      auditEventTable,
    ],
    poolSize,
    installExtensions: false,
    extra: {
      options: "-c role=grantry_control",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
      statement_timeout: STATEMENT_TIMEOUT_MILLISECONDS,
    },
  });
}
