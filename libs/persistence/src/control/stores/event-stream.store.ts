import type { EntityManager } from "typeorm";
import { type EventStreamRow, eventStreamTable } from "../tables/event-stream.table.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What may be changed of a stream. */
export type EventStreamChange = Partial<Omit<EventStreamRow, "id" | "projectId" | "createdAt">>;

/** Event streams; every method is about one project's. */
export class EventStreamStore {
  constructor(private readonly manager: EntityManager) {}

  /** In the order of creation. */
  list(projectId: string): Promise<EventStreamRow[]> {
    return this.manager.find(eventStreamTable, {
      where: { projectId },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  async find(projectId: string, id: string): Promise<EventStreamRow | null> {
    return UUID.test(id) ? this.manager.findOneBy(eventStreamTable, { projectId, id }) : null;
  }

  async create(stream: EventStreamRow): Promise<void> {
    await this.manager.insert(eventStreamTable, stream);
  }

  /** @returns false when it was removed meanwhile */
  async change(projectId: string, id: string, change: EventStreamChange): Promise<boolean> {
    const set = { ...change, updatedAt: new Date() };
    const result = await this.manager.update(eventStreamTable, { projectId, id }, set);
    return result.affected === 1;
  }

  /** Pauses a stream that Grantry gives up on. @returns false when it is paused already */
  async pauseBecause(projectId: string, id: string, reason: string): Promise<boolean> {
    const result = await this.manager.update(
      eventStreamTable,
      { projectId, id, status: "active" },
      { status: "paused", pauseReason: reason, updatedAt: new Date() },
    );
    return result.affected === 1;
  }

  /** @returns false when it was removed already */
  async remove(projectId: string, id: string): Promise<boolean> {
    const result = await this.manager.delete(eventStreamTable, { projectId, id });
    return result.affected === 1;
  }
}
