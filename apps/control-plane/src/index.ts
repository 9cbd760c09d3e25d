export { createApplication } from "./application.js";
export { ControlPlane } from "./control-plane.js";
export type { ControlPlaneConfig } from "./config.js";
