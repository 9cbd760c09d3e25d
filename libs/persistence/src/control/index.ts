export { AuditKeyring } from "./audit-keyring.js";
export { collectAdminEvents } from "./collect-admin-events.js";
export { openControl } from "./control-database.js";
export type { ControlDatabase, ControlStores } from "./control-database.js";
export { migrateControl, pendingControlMigrations } from "./migrate.js";
export { RoutingChanges } from "./routing-changes.js";
export { verifyDomain } from "./verify-domain.js";
export type { LookUpText } from "./verify-domain.js";
export { deliverToPlane } from "./plane-delivery.js";
export type { AppliedFile } from "./stores/applied-file.store.js";
export type {
  LimitNotice,
  LimitRow,
  UsedUpWorkspace,
  WorkspaceLimitRow,
} from "./stores/limit.store.js";
export type { AuditFilter } from "./stores/audit.store.js";
export type { DeliveredConfig, PlanePort, PlanePorts } from "./plane-ports.js";
export type { DataPlaneRow, DataPlaneSight, NewDataPlane } from "./stores/data-plane.store.js";
export type { ConsoleSession, ListedSession } from "./stores/console-session.store.js";
export type { HolderRights, ProjectRole, ResolvedRole } from "./stores/holder.store.js";
export type { MailAttempt, MailRow } from "./stores/mail.store.js";
export type { OwnedKind } from "./stores/workspace.store.js";
export type { IdempotencyStart, StoredAnswer } from "./stores/idempotency.store.js";
export type { JobRunRecord, StoredJobRun } from "./stores/job-run.store.js";
export type { Deliver, OutboxKind, OutboxMessage } from "./stores/outbox.store.js";
export type { CustomDomainRow } from "./tables/custom-domain.table.js";
export type { EventStreamRow } from "./tables/event-stream.table.js";
export type { RevisionOrigin } from "./stores/revision.store.js";
export type { ProjectMoveRow } from "./stores/project-move.store.js";
export type { InvitationRow } from "./tables/invitation.table.js";
export type { MemberRow } from "./tables/member.table.js";
export type { PermissionUse } from "./stores/permission-use.store.js";
export type {
  NewPersonalAccessToken,
  PersonalAccessTokenRow,
} from "./tables/personal-access-token.table.js";
export type { ProjectRevisionRow, ProjectRow } from "./tables/project.table.js";
export type { TokenPolicyRow } from "./tables/token-policy.table.js";
export type { TrustedIssuerRow } from "./tables/trusted-issuer.table.js";
export type { RoleRow } from "./tables/role.table.js";
export type { ServiceAccountRow } from "./tables/service-account.table.js";
export type { WorkspaceRow } from "./tables/workspace.table.js";
export { verifyAuditChain } from "./verify-audit-chain.js";
export type { ChainBreak, ChainVerdict } from "./verify-audit-chain.js";
