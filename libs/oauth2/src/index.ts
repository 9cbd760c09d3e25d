export type {
  AssertionStore,
  ClientChanges,
  ClientStore,
  Grant,
  GrantDetails,
  GrantState,
  GrantStateWithDetails,
  GrantStore,
  IssuableGrant,
  NewGrant,
  Page,
  Redemption,
  RevocationStore,
  Rotation,
  Session,
  SessionStore,
  Stores,
} from "./stores.js";
export { Client, canonicalResponseType } from "./client.js";
export type { ClientRecord, ClientSecret } from "./client.js";
export { CLIENT_LIFESPANS } from "./client-metadata.js";
export type { ClientLifespan, ClientMetadata } from "./client-metadata.js";
export { formatDuration, isDuration, parseDuration } from "./duration.js";
export * from "./errors.js";
export { KeyedDigest } from "./keyed-digest.js";
export { Sealer } from "./sealed.js";
export { equalInConstantTime } from "./constant-time.js";
export { Parameters, readParameters, words } from "./parameters.js";
export { readForm, type FormFields } from "./form.js";
export { parsePolicy, POLICY_SETTINGS } from "./policy.js";
export type { Policy, PolicyProblem, PolicySetting } from "./policy.js";
export {
  INITIAL_SIGNING_ALGORITHMS,
  SIGNING_ALGORITHMS,
  SigningKeys,
  generateSigningKey,
  published,
  thumbprint,
} from "./signing-keys.js";
export { retiredUntil } from "./key-retirement.js";
export type { SigningAlgorithm, SigningKeyRecord, SigningKeyState } from "./signing-keys.js";
export { ENDPOINTS, after, numericDate } from "./issuer.js";
export type { Issuer, SecretHashes, SubjectClaims } from "./issuer.js";
export { freshId } from "./artefacts.js";
export { digestClientSecret, generateClientSecret } from "./client-secret.js";
export { authenticateClient } from "./client-authentication/authenticate-client.js";
export { token } from "./token-endpoint/token.js";
export { GRANT_TYPES } from "./token-endpoint/grant-types.js";
export type { TokenResponse } from "./token-endpoint/grant-type.js";
export { authorize } from "./authorization-endpoint/authorize.js";
export type { AuthorizationInput, AuthorizationOutcome } from "./authorization-endpoint/outcome.js";
export type { AuthorizationRequest } from "./authorization-endpoint/request.js";
export { locationOf } from "./authorization-endpoint/response.js";
export type { AuthorizationResponse } from "./authorization-endpoint/response.js";
export { RESPONSE_TYPES } from "./authorization-endpoint/response-types.js";
export { flowCookieName, flowCookieValue } from "./interaction/flow.js";
export {
  acceptLoginRequest,
  getLoginRequest,
  rejectLoginRequest,
} from "./interaction/login-request.js";
export type { LoginAcceptance, LoginRequest } from "./interaction/login-request.js";
export {
  acceptConsentRequest,
  getConsentRequest,
  rejectConsentRequest,
} from "./interaction/consent-request.js";
export type { ConsentAcceptance, ConsentRequest } from "./interaction/consent-request.js";
export type { RejectionBody } from "./interaction/rejection.js";
export {
  acceptLogoutRequest,
  endSession,
  getLogoutRequest,
  rejectLogoutRequest,
} from "./end-session.js";
export type { LogoutRequest } from "./end-session.js";
export { introspect, introspectAs } from "./introspect.js";
export type { ActiveToken, Introspection } from "./introspect.js";
export {
  GENERATED_ALGORITHMS,
  KEY_USES,
  generateJsonWebKey,
  isKeyName,
  publicPartOf,
  readJsonWebKey,
} from "./json-web-key-sets/json-web-key.js";
export type { GeneratedAlgorithm, NamedJsonWebKey } from "./json-web-key-sets/json-web-key.js";
export type { JsonWebKeyStore } from "./json-web-key-sets/store.js";
export {
  SIGNED_INTROSPECTION_TYPE,
  signIntrospection,
  wantsSignedIntrospection,
} from "./signed-introspection.js";
export { readAccessToken } from "./access-token.js";
export { revoke, revokeToken } from "./revoke.js";
export { userinfo } from "./userinfo.js";
export { CLAIMS_OF_SCOPE, metadata } from "./metadata.js";
export { isLoopback, redirectUriProblem } from "./redirect-uri.js";
export { allows as audienceAllows } from "./audience.js";
export { OFFLINE_SCOPES, covers as scopeCovers } from "./scope.js";
export type { ScopeStrategy } from "./scope.js";
export { applyClientSet, clientSet, planClientSet } from "./client-registration/client-set.js";
export type {
  AppliedClientSet,
  ClientSet,
  ClientSetChange,
  ClientSetPlan,
} from "./client-registration/client-set.js";
export { describeClient } from "./client-registration/describe-client.js";
export type { ShownOnce } from "./client-registration/describe-client.js";
export { readClientMetadata } from "./client-registration/read-metadata.js";
export {
  createClient,
  findClient,
  removeClient,
  replaceClient,
} from "./client-registration/register-client.js";
export type { WrittenClient } from "./client-registration/register-client.js";
export type { Outbound } from "./outbound.js";
export {
  forgetRotatedSecrets,
  revokeTokensOfClient,
  rotateClientSecret,
  setClientLifespans,
} from "./client-registration/client-secrets.js";
export {
  registerClient,
  registeredClient,
  removeRegisteredClient,
  updateRegisteredClient,
} from "./client-registration/dynamic-registration.js";
export type { RegisteredClient } from "./client-registration/dynamic-registration.js";
export { authorizeDevice, DEVICE_GRANT_TYPE } from "./device-authorization/authorize-device.js";
export type { DeviceAuthorizationResponse } from "./device-authorization/authorize-device.js";
export {
  acceptDeviceRequest,
  denyDeviceRequest,
  findWaitingDevice,
  getDeviceRequest,
  verifyDevice,
} from "./device-authorization/verify-device.js";
export type { DeviceRequest, WaitingDevice } from "./device-authorization/verify-device.js";
export { JWT_BEARER_GRANT_TYPE } from "./token-endpoint/grants/jwt-bearer.js";
export type {
  DeviceAuthorization,
  DeviceAuthorizationStore,
  DevicePoll,
  TrustedIssuer,
  TrustedIssuerStore,
} from "./stores.js";
export type { EndedSession } from "./stores.js";
export { DELIVERY_KINDS, DELIVERY_LOG_SECONDS } from "./delivery.js";
export type { Delivery, DeliveryAttempt, DeliveryKind, DeliveryStore } from "./delivery.js";
export { HookUnavailable } from "./hooks/hook-caller.js";
export type { HookAnswer, HookCall, HookCaller } from "./hooks/hook-caller.js";
export type { HookTarget } from "./hooks/hook-target.js";
export { logoutToken } from "./logout-token.js";
