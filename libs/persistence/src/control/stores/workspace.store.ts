import { randomUUID } from "node:crypto";
import type { EntityManager } from "typeorm";
import { type WorkspaceRow, workspaceTable } from "../tables/workspace.table.js";

/** Workspaces. */
export class WorkspaceStore {
  constructor(private readonly manager: EntityManager) {}

  find(id: string): Promise<WorkspaceRow | null> {
    return this.manager.findOneBy(workspaceTable, { id });
  }

  /** The workspace that was made first: the default one. */
  async findFirst(): Promise<WorkspaceRow | undefined> {
    const [first] = await this.manager.find(workspaceTable, {
      order: { createdAt: "asc", id: "asc" },
      take: 1,
    });
    return first;
  }

  async listIds(): Promise<string[]> {
    const rows = await this.manager.find(workspaceTable, { select: { id: true } });
    return rows.map(({ id }) => id);
  }

  async create(name: string): Promise<WorkspaceRow> {
    const now = new Date();
    const row = { id: randomUUID(), name, createdAt: now, updatedAt: now };
    await this.manager.insert(workspaceTable, row);
    return row;
  }

  async rename(id: string, name: string): Promise<void> {
    await this.manager.update(workspaceTable, { id }, { name, updatedAt: new Date() });
  }
}
