export { describeStores } from "./describe-stores.js";
export type { MakeStores } from "./describe-stores.js";
export { inMemoryStores } from "./in-memory-stores.js";
export {
  CLIENT_METADATA,
  NOON,
  REDIRECT_URI,
  StandingClock,
  aClient,
  aGrant,
  aSession,
  anIssuer,
  basic,
  registerClient,
  signingKeys,
} from "./builders.js";
export type { IssuerOptions, RegisteredClient, TestIssuer } from "./builders.js";
