import type { AssertionStore, RevocationStore, Stores } from "../stores.js";
import { backchannelLogouts } from "./backchannel-logouts.js";
import { InMemoryDeliveries } from "./in-memory-deliveries.js";
import { inMemoryDevices } from "./in-memory-devices.js";
import { inMemoryTrustedIssuers } from "./in-memory-trusted-issuers.js";
import { InMemoryClientStore } from "./in-memory-client-store.js";
import { InMemoryGrantStore } from "./in-memory-grant-store.js";
import { InMemorySessionStore } from "./in-memory-session-store.js";

/** The stores of one issuer in memory; they keep what `describeStores` promises. */
export function inMemoryStores(clock: () => Date = () => new Date()): Stores {
  const grants = new InMemoryGrantStore();
  const clients = new InMemoryClientStore(async (clientId) => {
    await grants.revokeWhere({ clientId }, clock());
  });
  const deliveries = new InMemoryDeliveries();
  const sessions = new InMemorySessionStore(async (session, at) => {
    const granted = grants.endSession(session.id, at);
    await deliveries.add(await backchannelLogouts(clients, session, granted, at));
    return [...new Set(granted.map(({ clientId }) => clientId))];
  });
  return {
    clients,
    grants,
    sessions,
    deliveries,
    revocations: inMemoryRevocations(),
    assertions: inMemoryAssertions(clock),
    devices: inMemoryDevices(),
    trustedIssuers: inMemoryTrustedIssuers(),
  };
}

function inMemoryRevocations(): RevocationStore {
  const ends = new Map<string, Date>();
  return {
    async add(tokenId, expiresAt) {
      const known = ends.get(tokenId);
      if (known === undefined || known < expiresAt) ends.set(tokenId, expiresAt);
    },
    async has(tokenId) {
      return ends.has(tokenId);
    },
  };
}

function inMemoryAssertions(clock: () => Date): AssertionStore {
  const ends = new Map<string, Date>();
  return {
    async use(issuer, jti, expiresAt) {
      const name = JSON.stringify([issuer, jti]);
      const known = ends.get(name);
      if (known !== undefined && known > clock()) return "used";
      ends.set(name, expiresAt);
      return "fresh";
    },
  };
}
