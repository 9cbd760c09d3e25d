import type { ClientRecord } from "../client.js";
import type { ClientChanges, ClientStore, Page } from "../stores.js";
import { pageOf } from "./keyset.js";

/** Clients of one issuer in memory. */
export class InMemoryClientStore implements ClientStore {
  readonly #records = new Map<string, ClientRecord>();
  readonly #onRemoval: (clientId: string) => Promise<void>;

  constructor(onRemoval: (clientId: string) => Promise<void> = async () => undefined) {
    this.#onRemoval = onRemoval;
  }

  async find(clientId: string): Promise<ClientRecord | undefined> {
    return this.#records.get(clientId);
  }

  async list(query: Parameters<ClientStore["list"]>[0]): Promise<Page<ClientRecord>> {
    const { clientName, owner } = query;
    const matching = [...this.#records.values()].filter(
      ({ metadata }) =>
        (clientName === undefined || metadata.client_name === clientName) &&
        (owner === undefined || metadata.owner === owner),
    );
    return pageOf(matching, query, {
      keyOf: (record) => [record.createdAt.toISOString(), record.clientId],
      order: "ascending",
    });
  }

  async insert(record: ClientRecord): Promise<"inserted" | "exists"> {
    if (this.#records.has(record.clientId)) return "exists";
    this.#records.set(record.clientId, record);
    return "inserted";
  }

  async replace(record: ClientRecord): Promise<"replaced" | "absent" | "stale"> {
    const stored = this.#records.get(record.clientId);
    if (stored === undefined) return "absent";
    if (stored.revision !== record.revision) return "stale";
    this.#records.set(record.clientId, { ...record, revision: record.revision + 1 });
    return "replaced";
  }

  async remove(clientId: string): Promise<"removed" | "absent"> {
    if (!this.#records.delete(clientId)) return "absent";
    await this.#onRemoval(clientId);
    return "removed";
  }

  async change({ inserted, replaced, removed }: ClientChanges): Promise<"changed" | "stale"> {
    const isAsRead = ({ clientId, revision }: { clientId: string; revision: number }) =>
      this.#records.get(clientId)?.revision === revision;
    const fits =
      inserted.every(({ clientId }) => !this.#records.has(clientId)) &&
      [...replaced, ...removed].every(isAsRead);
    if (!fits) return "stale";
    for (const record of inserted) await this.insert(record);
    for (const record of replaced) await this.replace(record);
    for (const { clientId } of removed) await this.remove(clientId);
    return "changed";
  }
}
