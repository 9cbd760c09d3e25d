export { addressesOf, issuerOf, type Addresses } from "./addresses.js";
export { ApiError, type ApiErrorFacts } from "./api-error.js";
export {
  discover,
  pollForTokens,
  requestDeviceAuthorization,
  requestToken,
  revokeToken,
  type ClientCredentials,
  type Transport,
} from "./authorization-server.js";
export {
  adminConnection,
  createClient,
  deleteClient,
  getClient,
  listClients,
  patchClient,
  putClient,
  type ClientPage,
  type ListClientsQuery,
} from "./clients.js";
export {
  ask,
  path,
  send,
  type Call,
  type Connection,
  type OutgoingRequest,
  type Reply,
  type Shape,
} from "./connection.js";
export {
  createIdentity,
  deleteIdentity,
  getIdentity,
  listIdentities,
  type IdentityPage,
  type ListIdentitiesQuery,
} from "./identities.js";
export {
  createJsonWebKey,
  deleteJsonWebKeySet,
  getJsonWebKey,
  getJsonWebKeySet,
  putJsonWebKey,
  type NewJsonWebKey,
} from "./json-web-keys.js";
export {
  createPersonalAccessToken,
  getPersonalAccessToken,
  listPersonalAccessTokens,
  revokePersonalAccessToken,
} from "./personal-access-tokens.js";
export {
  createProject,
  deleteProject,
  getProject,
  listProjectMembers,
  listProjects,
  patchProject,
  type ProjectDocument,
  type ProjectSummary,
  type ProjectUpdate,
} from "./projects.js";
export { listRequestLog, type RequestLogQuery } from "./request-log.js";
export {
  answerRequest,
  endTokensOfClient,
  getConsentRequest,
  getLoginRequest,
  introspectToken,
} from "./token-administration.js";
export {
  callOperation,
  listEvery,
  rehearseOperation,
  type OperationAnswer,
  type OperationRequest,
} from "./operation.js";
export { getWorkspace, listPermissions, listWorkspaces, whoami } from "./workspaces.js";
