export { Envelope } from "./envelope.js";
export * from "./control/index.js";
export { migratePlane, pendingPlaneMigrations } from "./plane/migrate.js";
