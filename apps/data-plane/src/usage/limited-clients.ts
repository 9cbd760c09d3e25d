import type { ClientStore } from "@grantry/oauth2";
import type { PlaneStores } from "@grantry/persistence";
import { quotaExceeded } from "./project-usage.js";
import type { ProjectUsage } from "./project-usage.js";

/**
 * A client store that takes no client beyond the project's limit, of however many at once.
 * `insert` and `change` throw OAuthError 429 that names the bucket.
 */
export function limitClients(
  clients: PlaneStores["clients"],
  usage: Pick<ProjectUsage, "limits">,
): ClientStore {
  const unlessFull = <Outcome>(outcome: Outcome, limit: number): Exclude<Outcome, "full"> => {
    if (outcome === "full") throw quotaExceeded("clients", limit);
    return outcome as Exclude<Outcome, "full">;
  };
  return {
    find: (clientId) => clients.find(clientId),
    list: (query) => clients.list(query),
    async insert(record) {
      const { clients: limit } = usage.limits;
      if (limit === undefined) return clients.insert(record);
      return unlessFull(await clients.insertWithin(record, limit), limit);
    },
    replace: (record) => clients.replace(record),
    remove: (clientId) => clients.remove(clientId),
    async change(changes) {
      const { clients: limit } = usage.limits;
      if (limit === undefined || changes.inserted.length === 0) return clients.change(changes);
      return unlessFull(await clients.changeWithin(changes, limit), limit);
    },
  };
}
