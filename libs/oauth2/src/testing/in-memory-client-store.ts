import type { ClientRecord } from "../client.js";
import type { ClientStore, Page } from "../stores.js";
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
}
