export {
  appProcesses,
  type AppProcess,
  type FurtherPlane,
  type Installation,
} from "./app-processes.js";
export { embeddedPostgres, type EmbeddedPostgres } from "./embedded-postgres.js";
export { embeddedRedis, findOnPath, type EmbeddedRedis } from "./embedded-redis.js";
export { main } from "./main.js";
export { migrate, type DatabaseUrls } from "./migrate.js";
export { freePort } from "./ports.js";
export { postgresBinaries, type PostgresBinaries } from "./postgres-binaries.js";
export { Processes, type ProcessSpec } from "./processes.js";
export { waitUntilReady } from "./readiness.js";
export { accountForPostgres } from "./unprivileged-account.js";
