export type {
  AssertionStore,
  ClientStore,
  Grant,
  GrantDetails,
  GrantState,
  GrantStore,
  NewGrant,
  Page,
  Redemption,
  RevocationStore,
  Rotation,
  Session,
  SessionStore,
  Stores,
} from './stores.js';
export { Client, canonicalResponseType } from './client.js';
export type { ClientRecord, ClientSecret } from './client.js';
export { CLIENT_LIFESPANS } from './client-metadata.js';
export type { ClientLifespan, ClientMetadata } from './client-metadata.js';
export { formatDuration, isDuration, parseDuration } from './duration.js';
export * from './errors.js';
