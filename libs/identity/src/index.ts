export type {
  AdministeredIdentity,
  Identity,
  IdentityWithPassword,
  PostalAddress,
  Traits,
} from "./identity.js";
export type { IdentityStore } from "./identity-store.js";
export { isEmailAddress, normaliseEmail } from "./email-address.js";
export { isDisplayName, LONGEST_NAME } from "./display-name.js";
export { passwordProblem } from "./password-rules.js";
export type { PasswordProblem } from "./password-rules.js";
export { HashingOverloaded } from "./password-hash.js";
export type { PasswordHasher } from "./password-hash.js";
export { FailureCounter, SignInThrottle } from "./sign-in-throttle.js";
export type { SignInAttempt } from "./sign-in-throttle.js";
export { claimsOf } from "./claims.js";
export type { IdentityClaims } from "./claims.js";
export {
  chooseLanguage,
  LANGUAGES,
  Language,
  offeredLanguages,
  TEST_LANGUAGES,
} from "./languages.js";
export type { LanguageOffer, LanguageWishes } from "./languages.js";
export type { MessageValues } from "./icu-message.js";
export type { MessageKey, Messages } from "./messages/en.js";
