export { Envelope } from "./envelope.js";
export * from "./control/index.js";
export { migratePlane, pendingPlaneMigrations } from "./plane/migrate.js";
export { AdminWrite, type AdminWriteFacts } from "./plane/admin-write.js";
export { openPlane } from "./plane/plane.js";
export type { PlaneDatabase, PlaneOptions, PlaneStores, ProjectStores } from "./plane/plane.js";
export { FIRST_PLANE, PlaneDirectory, type PlaneSeed } from "./plane-directory.js";
export type { ProjectUse, UsagePoint, UsageReports, UsageStanding } from "./plane/usage-reports.js";
export { openProvisioner } from "./plane/provisioner.js";
export type {
  PlaneProvisioner,
  ProvisionedCredential,
  ProvisionedStores,
} from "./plane/provisioner.js";
export type {
  EventAttempt,
  EventToSend,
  PlaneEventStore,
  ProvisionedStream,
  StoredEventDelivery,
  StreamHealth,
} from "./plane/event-store.js";
export type { PlaneEvent, PlaneListener } from "./plane/notifications.js";
export { isUnreachableDatabase } from "./unreachable.js";
export { isOfNoProjectHere, isOnItsWay } from "./plane/writes-rest.js";
export { openTransfer, type ProjectTransfer } from "./plane/move/project-transfer.js";
export type {
  Placement,
  PlaneProject,
  ProjectConfig,
  ProvisionedProject,
} from "./plane/project.js";
export { issuerHostOf } from "./plane/project.js";
export type { Purged, PurgeOptions } from "./plane/purge.js";
export type {
  AdminCredential,
  AdminCredentialStore,
  CountedUse,
  LastUse,
} from "./plane/admin-credential-store.js";
export type { PlaneIdentityStore } from "./plane/identity-store.js";
export type { RequestLogEntry, RequestLogFilter } from "./plane/request-log-store.js";
export type { SigningKeyStore } from "./plane/signing-key-store.js";
