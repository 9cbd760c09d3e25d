export { auditEventOnWire, auditHash, chainAuditEntry, findChainBreak } from "./audit.js";
export {
  auditKeyThumbprint,
  generateAuditSigningKey,
  isAuditHeadGenuine,
  signAuditExport,
  signAuditHead,
} from "./audit-signature.js";
export type { AuditSigningKey } from "./audit-signature.js";
export { canonicalJson, CHAIN_START } from "@grantry/contracts";
export {
  assertMay,
  assertMayGive,
  assertMayHandOn,
  assertReaches,
  assertReachesAll,
  permissionsIn,
} from "./caller.js";
export type { Caller, Holder, TokenWish } from "./caller.js";
export type { Actor, ActorType, AuditEntry, ChainedAuditEntry } from "./audit.js";
export { hideSecrets } from "./configuration.js";
export { narrowedTokensEffect, removalEffect, revocationEffect } from "./access-effects.js";
export type { EndingAccess, TokenUseCounts } from "./access-effects.js";
export { counted, countedEach, MOST_COUNTED } from "./counted.js";
export { deletionEffect, withNumbers } from "./project-counts.js";
export type { ProjectCounts } from "./project-counts.js";
export { absoluteLifetime, configurationEffects } from "./configuration-effects.js";
export { difference } from "./difference.js";
export { forecastOf, nextMonth, reachedMarks, shareInWords, thisMonth } from "./forecast.js";
export { findUnmetCondition, fitsGlob } from "./claim-conditions.js";
export { ControlError, invalidField, missingPermission, notFound } from "./errors.js";
export type { ControlErrorCode } from "./errors.js";
export { MAIL_CONTENT_CONTEXT } from "./mail.js";
export type { MailContent } from "./mail.js";
export { commonNetworks, isInNetworks, isNetwork, isWithinNetworks } from "./network.js";
export {
  describePersonalAccessToken,
  generatePersonalAccessToken,
  isPersonalAccessToken,
  personalAccessTokenDigest,
  tokenStanding,
  tokenState,
} from "./personal-access-token.js";
export type { PersonalAccessTokenRecord, TokenStanding } from "./personal-access-token.js";
export {
  checkProjectDocument,
  documentDifference,
  newProjectDocument,
  patchProjectDocument,
  refusedShape,
  restoredDocument,
} from "./project-document.js";
export type { FixedMembers, ProjectDocument } from "./project-document.js";
export { rightsChange, rightsEffects } from "./role-effects.js";
export type { RightsChange } from "./role-effects.js";
export { builtInRole, builtInRoleName, oryRole, rolePermissions, ROLES } from "./roles.js";
export {
  changesOfDocument,
  changesOfItems,
  documentOfFile,
  sectionsOfDocument,
} from "./project-file.js";
export type { FileItem } from "./project-file.js";
export { generateSlug, SLUG_PATTERN } from "./slug.js";
export {
  assertAddresses,
  chooseEnd,
  DEFAULT_TOKEN_POLICY,
  endUnderPolicy,
  latestEnd,
  leastPermissions,
  needsApproval,
} from "./token-policy.js";
export type { TokenPolicyRules } from "./token-policy.js";
export {
  generateSigningSecret,
  signingSecretContext,
  TEST_EVENT,
  webhookHeaders,
} from "./webhook.js";
export { CHALLENGE_LABEL, challengeText, newChallenge } from "./custom-domain.js";
export type { WebhookMessage } from "./webhook.js";
