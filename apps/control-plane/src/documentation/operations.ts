import { CALLER_OPERATIONS } from "./caller-operations.js";
import type { Operation } from "./operation.js";
import { PROJECT_OPERATIONS } from "./project-operations.js";
import { WORKSPACE_OPERATIONS } from "./workspace-operations.js";

/** Every operation of the API, in the order of the page. */
export const OPERATIONS: readonly Operation[] = [
  ...PROJECT_OPERATIONS,
  ...WORKSPACE_OPERATIONS,
  ...CALLER_OPERATIONS,
];
