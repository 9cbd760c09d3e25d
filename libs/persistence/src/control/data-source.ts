import { DataSource } from "typeorm";
import { WorkspacesAndProjects1700000000001 } from "./migrations/1700000000001-workspaces-and-projects.js";
import { PersonalAccessTokens1700000000002 } from "./migrations/1700000000002-personal-access-tokens.js";
import { AuditEvents1700000000003 } from "./migrations/1700000000003-audit-events.js";
import { OutboxAndRuns1700000000004 } from "./migrations/1700000000004-outbox-and-runs.js";
import { ControlRole1700000000005 } from "./migrations/1700000000005-control-role.js";
import { RolesAndServiceAccounts1700000000010 } from "./migrations/1700000000010-roles-and-service-accounts.js";
import { SessionsOfPersons1700000000011 } from "./migrations/1700000000011-sessions-of-persons.js";
import { InvitationsAndMails1700000000012 } from "./migrations/1700000000012-invitations-and-mails.js";
import { TokenLifecycle1700000000020 } from "./migrations/1700000000020-token-lifecycle.js";
import { TokenPolicies1700000000021 } from "./migrations/1700000000021-token-policies.js";
import { TrustedIssuers1700000000022 } from "./migrations/1700000000022-trusted-issuers.js";
import { RevisionHistory1700000000030 } from "./migrations/1700000000030-revision-history.js";
import { EventStreams1700000000060 } from "./migrations/1700000000060-event-streams.js";
import { DataPlanes1700000000050 } from "./migrations/1700000000050-data-planes.js";
import { AuditProofs1700000000040 } from "./migrations/1700000000040-audit-proofs.js";
import { ProjectLifecycle1700000000041 } from "./migrations/1700000000041-project-lifecycle.js";
import { Limits1700000000042 } from "./migrations/1700000000042-limits.js";
import { CustomDomains1700000000061 } from "./migrations/1700000000061-custom-domains.js";
import { AuditTails1700000000070 } from "./migrations/1700000000070-audit-tails.js";
import { LimitNotices1700000000071 } from "./migrations/1700000000071-limit-notices.js";
import { RemovedRoles1700000000072 } from "./migrations/1700000000072-removed-roles.js";
import { AuditTailsByStatement1700000000332 } from "./migrations/1700000000332-audit-tails-by-statement.js";
import { auditEventTable } from "./tables/audit-event.table.js";
import { customDomainTable } from "./tables/custom-domain.table.js";
import { eventStreamTable } from "./tables/event-stream.table.js";
import { memberTable } from "./tables/member.table.js";
import { personalAccessTokenTable } from "./tables/personal-access-token.table.js";
import { projectRevisionTable, projectTable } from "./tables/project.table.js";
import { roleTable } from "./tables/role.table.js";
import { serviceAccountTable } from "./tables/service-account.table.js";
import { invitationTable } from "./tables/invitation.table.js";
import { tokenPolicyTable } from "./tables/token-policy.table.js";
import { trustedIssuerTable } from "./tables/trusted-issuer.table.js";
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
      RolesAndServiceAccounts1700000000010,
      SessionsOfPersons1700000000011,
      InvitationsAndMails1700000000012,
      TokenLifecycle1700000000020,
      TokenPolicies1700000000021,
      TrustedIssuers1700000000022,
      RevisionHistory1700000000030,
      EventStreams1700000000060,
      DataPlanes1700000000050,
      AuditProofs1700000000040,
      ProjectLifecycle1700000000041,
      Limits1700000000042,
      CustomDomains1700000000061,
      AuditTails1700000000070,
      LimitNotices1700000000071,
      RemovedRoles1700000000072,
      AuditTailsByStatement1700000000332,
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
      tokenPolicyTable,
      trustedIssuerTable,
      auditEventTable,
      roleTable,
      serviceAccountTable,
      invitationTable,
      eventStreamTable,
      customDomainTable,
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
