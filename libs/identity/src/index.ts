export type { Identity, IdentityWithPassword, Traits } from './identity.js';
export type { IdentityStore } from './identity-store.js';
export { isEmailAddress, normaliseEmail } from './email-address.js';
export { claimsOf } from './claims.js';
export type { IdentityClaims } from './claims.js';
export { HashingOverloaded } from './password-hash.js';
export type { PasswordHasher } from './password-hash.js';
