export * from "./api-key.js";
export * from "./audit-event.js";
export * from "./audit-export-check.js";
export * from "./audit-proof.js";
export * from "./canonical-json.js";
export * from "./change.js";
export * from "./credential-format.js";
export * from "./custom-domain.js";
export * from "./deleted-project.js";
export * from "./data-plane.js";
export * from "./delivery.js";
export * from "./device-authorization.js";
export * from "./error-body.js";
export * from "./event-stream.js";
export * from "./home-region.js";
export * from "./identity.js";
export * from "./interaction.js";
export * from "./job-run.js";
export * from "./json-patch.js";
export * from "./json-web-key.js";
export * from "./invitation.js";
export * from "./mailbox.js";
export * from "./member.js";
export * from "./oauth2.js";
export type { Operation } from "./operations/operation.js";
export {
  OPERATIONS,
  type OperationId,
  type OperationOf,
  type RehearsedId,
} from "./operations/operations.js";
export * from "./permissions.js";
export * from "./personal-access-token.js";
export * from "./process-status.js";
export * from "./project.js";
export * from "./project-document.js";
export * from "./project-file.js";
export * from "./revision.js";
export * from "./project-move.js";
export * from "./rehearsal.js";
export * from "./request-log.js";
export * from "./role.js";
export * from "./service-account.js";
export * from "./routing.js";
export * from "./server-metadata.js";
export * from "./session.js";
export * from "./text.js";
export * from "./usage.js";
export * from "./secret-scanning.js";
export * from "./token-exchange.js";
export * from "./token-policy.js";
export * from "./trusted-issuer.js";
export * from "./trusted-jwt-issuer.js";
export * from "./user-info.js";
export * from "./warning.js";
export * from "./whoami.js";
export * from "./workspace.js";
export * from "./workspace-projects.js";
export * from "./workspace-transfer.js";
