import type { ClientStore } from "@grantry/oauth2";

/**
 * A client store whose own writes are heard at once: a request that follows a change through the
 * same process never meets the client as it was. Other processes hear of it from the database.
 */
export function hearOwnChanges(
  clients: ClientStore,
  changed: (clientId: string) => void,
): ClientStore {
  return {
    find: (clientId) => clients.find(clientId),
    list: (query) => clients.list(query),
    insert: (record) => clients.insert(record),
    async replace(record) {
      const outcome = await clients.replace(record);
      changed(record.clientId);
      return outcome;
    },
    async remove(clientId) {
      const outcome = await clients.remove(clientId);
      changed(clientId);
      return outcome;
    },
    async change(changes) {
      const outcome = await clients.change(changes);
      const touched = [...changes.replaced, ...changes.removed];
      for (const { clientId } of touched) changed(clientId);
      return outcome;
    },
  };
}
