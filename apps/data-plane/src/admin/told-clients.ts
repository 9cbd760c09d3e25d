import { describeClient } from "@grantry/oauth2";
import type { ClientRecord, ClientStore } from "@grantry/oauth2";
import type { AdminWrite } from "@grantry/persistence";
import { shownAfter, shownAfterAll } from "./admin-event.js";

/** A client store whose writes say in their audit event what they leave behind. */
export function tellClients<Store extends ClientStore>(
  clients: Store,
  write: AdminWrite | undefined,
): ClientStore {
  if (write === undefined) return clients;
  const shown = (record: ClientRecord): Record<string, unknown> => describeClient(record);
  return {
    find: (clientId) => clients.find(clientId),
    list: (query) => clients.list(query),
    insert(record) {
      write.leaves(shownAfter(shown(record), write.beside));
      return clients.insert(record);
    },
    replace(record) {
      write.leaves(shownAfter(shown(record)));
      return clients.replace(record);
    },
    remove: (clientId) => clients.remove(clientId),
    change(changes) {
      const { inserted, replaced, removed } = changes;
      const described = (action: string, records: readonly ClientRecord[]) =>
        records.map((record) => ({
          client_id: record.clientId,
          action,
          after: shown(record),
        }));
      write.leaves(
        shownAfterAll([
          ...described("create", inserted),
          ...described("update", replaced),
          ...removed.map(({ clientId }) => ({ client_id: clientId, action: "delete" })),
        ]),
      );
      return clients.change(changes);
    },
  };
}
