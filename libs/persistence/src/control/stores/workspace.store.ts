import { randomUUID } from "node:crypto";
import { type EntityManager, IsNull } from "typeorm";
import { type WorkspaceRow, workspaceTable } from "../tables/workspace.table.js";

/** What belongs to a workspace and is named by an ID of its own. */
export type OwnedKind =
  | "member"
  | "role"
  | "service_account"
  | "invitation"
  | "personal_access_token";

const TABLE_OF: Record<OwnedKind, string> = {
  member: "members",
  role: "roles",
  service_account: "service_accounts",
  invitation: "invitations",
  personal_access_token: "personal_access_tokens",
};

/** Workspaces. A deleted one keeps its row, for its audit log. */
export class WorkspaceStore {
  constructor(private readonly manager: EntityManager) {}

  find(id: string): Promise<WorkspaceRow | null> {
    return this.manager.findOneBy(workspaceTable, { id, deletedAt: IsNull() });
  }

  /** A workspace whose owners and projects nobody else counts until the transaction ends. */
  async hold(id: string): Promise<WorkspaceRow | undefined> {
    const row = await this.manager.findOne(workspaceTable, {
      where: { id, deletedAt: IsNull() },
      lock: { mode: "pessimistic_write" },
    });
    return row ?? undefined;
  }

  /** The workspace that was made first: the default one. */
  async findFirst(): Promise<WorkspaceRow | undefined> {
    const [first] = await this.manager.find(workspaceTable, {
      where: { deletedAt: IsNull() },
      order: { createdAt: "asc", id: "asc" },
      take: 1,
    });
    return first;
  }

  /** The workspace that something belongs to. */
  async owning(kind: OwnedKind, id: string): Promise<string | undefined> {
    const [row] = await this.manager.query<{ workspace_id: string }[]>(
      `select workspace_id from ${TABLE_OF[kind]} where id = $1`,
      [id],
    );
    return row?.workspace_id;
  }

  async listIds(): Promise<string[]> {
    const rows = await this.manager.find(workspaceTable, { select: { id: true } });
    return rows.map(({ id }) => id);
  }

  async create(name: string): Promise<WorkspaceRow> {
    const now = new Date();
    const row = { id: randomUUID(), name, createdAt: now, updatedAt: now, deletedAt: null };
    await this.manager.insert(workspaceTable, row);
    return row;
  }

  async rename(id: string, name: string): Promise<void> {
    await this.manager.update(workspaceTable, { id }, { name, updatedAt: new Date() });
  }

  async markDeleted(id: string, at: Date): Promise<void> {
    await this.manager.update(workspaceTable, { id }, { deletedAt: at });
  }

  /** How many projects live in a workspace, the built-in one included. */
  async countProjects(id: string): Promise<number> {
    const [row] = await this.manager.query<{ count: string }[]>(
      `select count(*) from projects where workspace_id = $1 and state <> 'deleted'`,
      [id],
    );
    return Number(row?.count ?? 0);
  }
}
