import type { Delivery, DeliveryAttempt, DeliveryStore } from "../delivery.js";
import type { Page } from "../stores.js";
import { pageOf } from "./keyset.js";

/** Deliveries of one issuer in memory. */
export class InMemoryDeliveries implements DeliveryStore {
  readonly #deliveries = new Map<string, Delivery>();

  /** Adds deliveries that wait, as the end of a session does. */
  async add(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) this.#deliveries.set(delivery.id, delivery);
  }

  async record(entries: readonly Delivery[]): Promise<void> {
    await this.add(entries.filter(({ id }) => !this.#deliveries.has(id)));
  }

  async find(id: string): Promise<Delivery | undefined> {
    return this.#deliveries.get(id);
  }

  async attempted(id: string, attempt: DeliveryAttempt): Promise<"noted" | "settled"> {
    const stored = this.#deliveries.get(id);
    if (stored?.state !== "waiting") return "settled";
    const { status: _, milliseconds: __, error: ___, dueAt: ____, ...rest } = stored;
    const { at, ...result } = attempt;
    this.#deliveries.set(id, {
      ...rest,
      ...result,
      attempts: stored.attempts + 1,
      ...(attempt.state === "waiting" ? {} : { finishedAt: at }),
    });
    return "noted";
  }

  async list(query: Parameters<DeliveryStore["list"]>[0]): Promise<Page<Delivery>> {
    const { kind } = query;
    const matching = [...this.#deliveries.values()].filter(
      (delivery) => kind === undefined || delivery.kind === kind,
    );
    return pageOf(matching, query, {
      keyOf: (delivery) => [delivery.createdAt.toISOString(), delivery.id],
      order: "descending",
    });
  }
}
