import { AUDIT_OPERATIONS } from "./audit-operations.js";
import { CALLER_OPERATIONS } from "./caller-operations.js";
import { CONFIGURATION_OPERATIONS } from "./configuration-operations.js";
import { DOMAIN_OPERATIONS } from "./domain-operations.js";
import { DATA_PLANE_OPERATIONS } from "./data-plane-operations.js";
import type { Operation } from "./operation.js";
import { PROJECT_OPERATIONS } from "./project-operations.js";
import { ROUTING_OPERATIONS } from "./routing-operations.js";
import { STREAM_OPERATIONS } from "./stream-operations.js";
import { TOKEN_OPERATIONS } from "./token-operations.js";
import { TRUST_OPERATIONS } from "./trust-operations.js";
import { TEAM_OPERATIONS } from "./team-operations.js";
import { USAGE_OPERATIONS } from "./usage-operations.js";
import { WORKSPACE_OPERATIONS } from "./workspace-operations.js";

/**
 * Every operation of the control-plane API, in the order of the page: its OpenAPI document, its
 * readable page and its typed client are made of this list.
 */
export const OPERATIONS = [
  ...PROJECT_OPERATIONS,
  ...STREAM_OPERATIONS,
  ...DOMAIN_OPERATIONS,
  ...ROUTING_OPERATIONS,
  ...CONFIGURATION_OPERATIONS,
  ...WORKSPACE_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...TRUST_OPERATIONS,
  ...TEAM_OPERATIONS,
  ...DATA_PLANE_OPERATIONS,
  ...CALLER_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...USAGE_OPERATIONS,
] as const satisfies readonly Operation[];

/** Every operation, or the one with this `operationId`. */
export type OperationOf<Id extends OperationId = OperationId> = Extract<
  (typeof OPERATIONS)[number],
  { id: Id }
>;
export type OperationId = (typeof OPERATIONS)[number]["id"];

/** The operations that tell with `?dry_run=true` what they would do. */
export type RehearsedId = Extract<(typeof OPERATIONS)[number], { rehearsed: true }>["id"];
