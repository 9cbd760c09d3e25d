import type { DataSource, EntityManager } from "typeorm";
import { controlDataSource } from "./data-source.js";
import { AppliedFileStore } from "./stores/applied-file.store.js";
import { AuditProofStore } from "./stores/audit-proof.store.js";
import { AuditStore } from "./stores/audit.store.js";
import { ConsoleSessionStore } from "./stores/console-session.store.js";
import { HolderStore } from "./stores/holder.store.js";
import { CustomDomainStore } from "./stores/custom-domain.store.js";
import { EventStreamStore } from "./stores/event-stream.store.js";
import { DataPlaneStore } from "./stores/data-plane.store.js";
import { IdempotencyStore } from "./stores/idempotency.store.js";
import { InvitationStore } from "./stores/invitation.store.js";
import { JobRunStore } from "./stores/job-run.store.js";
import { MailStore } from "./stores/mail.store.js";
import { LimitStore } from "./stores/limit.store.js";
import { MemberStore } from "./stores/member.store.js";
import { OutboxStore } from "./stores/outbox.store.js";
import { PermissionUseStore } from "./stores/permission-use.store.js";
import { PersonalAccessTokenStore } from "./stores/personal-access-token.store.js";
import { ProjectMoveStore } from "./stores/project-move.store.js";
import { ProjectStore } from "./stores/project.store.js";
import { RoleStore } from "./stores/role.store.js";
import { ServiceAccountStore } from "./stores/service-account.store.js";
import { RevisionStore } from "./stores/revision.store.js";
import { TokenPolicyStore } from "./stores/token-policy.store.js";
import { TrustedIssuerStore } from "./stores/trusted-issuer.store.js";
import { WorkspaceStore } from "./stores/workspace.store.js";

/** Every store of the control database, over one connection or one transaction. */
export interface ControlStores {
  workspaces: WorkspaceStore;
  members: MemberStore;
  serviceAccounts: ServiceAccountStore;
  /** Members and service accounts alike. */
  holders: HolderStore;
  roles: RoleStore;
  invitations: InvitationStore;
  mails: MailStore;
  projects: ProjectStore;
  dataPlanes: DataPlaneStore;
  projectMoves: ProjectMoveStore;
  revisions: RevisionStore;
  appliedFiles: AppliedFileStore;
  tokens: PersonalAccessTokenStore;
  tokenPolicies: TokenPolicyStore;
  permissionUses: PermissionUseStore;
  trustedIssuers: TrustedIssuerStore;
  audit: AuditStore;
  eventStreams: EventStreamStore;
  auditProofs: AuditProofStore;
  customDomains: CustomDomainStore;
  limits: LimitStore;
  outbox: OutboxStore;
  idempotency: IdempotencyStore;
  sessions: ConsoleSessionStore;
  jobRuns: JobRunStore;
}

/** The control database: stores for single statements, and transactions for use cases. */
export interface ControlDatabase extends ControlStores {
  /** Runs a use case: all of its writes, its audit event included, or none. */
  transaction<T>(work: (stores: ControlStores) => Promise<T>): Promise<T>;
  /** Runs `work` while no other process runs work of the same name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Runs `work` unless another process runs work of the same name. @returns whether it ran */
  unlessBusy(name: string, work: () => Promise<void>): Promise<boolean>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the control database as role `grantry_control`.
 * @throws when it cannot be reached
 */
export async function openControl(options: {
  databaseUrl: string;
  poolSize?: number;
}): Promise<ControlDatabase> {
  const source = await controlDataSource(options.databaseUrl, options.poolSize ?? 10).initialize();
  return {
    ...storesOver(source.manager),
    transaction: (work) => source.transaction((manager) => work(storesOver(manager))),
    exclusively: (name, work) => exclusively(source, name, work),
    unlessBusy: (name, work) => unlessBusy(source, name, work),
    ping: async () => {
      await source.query("select 1");
    },
    close: () => source.destroy(),
  };
}

function storesOver(manager: EntityManager): ControlStores {
  return {
    workspaces: new WorkspaceStore(manager),
    members: new MemberStore(manager),
    serviceAccounts: new ServiceAccountStore(manager),
    holders: new HolderStore(manager),
    roles: new RoleStore(manager),
    invitations: new InvitationStore(manager),
    mails: new MailStore(manager),
    projects: new ProjectStore(manager),
    dataPlanes: new DataPlaneStore(manager),
    projectMoves: new ProjectMoveStore(manager),
    revisions: new RevisionStore(manager),
    appliedFiles: new AppliedFileStore(manager),
    tokens: new PersonalAccessTokenStore(manager),
    tokenPolicies: new TokenPolicyStore(manager),
    permissionUses: new PermissionUseStore(manager),
    trustedIssuers: new TrustedIssuerStore(manager),
    audit: new AuditStore(manager),
    eventStreams: new EventStreamStore(manager),
    auditProofs: new AuditProofStore(manager),
    customDomains: new CustomDomainStore(manager),
    limits: new LimitStore(manager),
    outbox: new OutboxStore(manager),
    idempotency: new IdempotencyStore(manager),
    sessions: new ConsoleSessionStore(manager),
    jobRuns: new JobRunStore(manager),
  };
}

async function exclusively<T>(
  source: DataSource,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    await runner.query("select pg_advisory_lock(hashtextextended($1, 43))", [name]);
    try {
      return await work();
    } finally {
      await runner.query("select pg_advisory_unlock(hashtextextended($1, 43))", [name]);
    }
  } finally {
    await runner.release();
  }
}

async function unlessBusy(
  source: DataSource,
  name: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const runner = source.createQueryRunner();
  try {
    const [lock] = (await runner.query(
      "select pg_try_advisory_lock(hashtextextended($1, 43)) as taken",
      [name],
    )) as { taken: boolean }[];
    if (!lock?.taken) return false;
    try {
      await work();
      return true;
    } finally {
      await runner.query("select pg_advisory_unlock(hashtextextended($1, 43))", [name]);
    }
  } finally {
    await runner.release();
  }
}
