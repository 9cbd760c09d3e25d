export { readConfig } from "./config.js";
export type { WorkerConfig } from "./config.js";
