import { randomUUID } from "node:crypto";
import { type EntityManager, IsNull } from "typeorm";
import { type MemberRow, memberTable } from "../tables/member.table.js";

/** The people of a workspace. Who has left keeps a row that nobody finds here. */
export class MemberStore {
  constructor(private readonly manager: EntityManager) {}

  find(id: string): Promise<MemberRow | null> {
    return this.manager.findOneBy(memberTable, { id, removedAt: IsNull() });
  }

  /** A member of a workspace, with the row held until the end of the transaction. */
  async hold(workspaceId: string, id: string): Promise<MemberRow | undefined> {
    const row = await this.manager.findOne(memberTable, {
      where: { id, workspaceId, removedAt: IsNull() },
      lock: { mode: "pessimistic_write" },
    });
    return row ?? undefined;
  }

  /** The memberships of an identity of the console project; the oldest comes first. */
  listBySubject(subject: string): Promise<MemberRow[]> {
    return this.manager.find(memberTable, {
      where: { subject, removedAt: IsNull() },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  findByEmail(workspaceId: string, email: string): Promise<MemberRow | null> {
    return this.manager.findOneBy(memberTable, {
      workspaceId,
      email: email.toLowerCase(),
      removedAt: IsNull(),
    });
  }

  list(workspaceId: string): Promise<MemberRow[]> {
    return this.manager.find(memberTable, {
      where: { workspaceId, removedAt: IsNull() },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  /** How many owners a workspace has. */
  countOwners(workspaceId: string): Promise<number> {
    return this.manager.countBy(memberTable, { workspaceId, role: "owner", removedAt: IsNull() });
  }

  async add(
    workspaceId: string,
    person: {
      email: string;
      name: string;
      role: string;
      subject: string | null;
      projectIds?: string[] | null;
    },
  ): Promise<MemberRow> {
    const row: MemberRow = {
      id: randomUUID(),
      workspaceId,
      projectIds: null,
      ...person,
      email: person.email.toLowerCase(),
      createdAt: new Date(),
      lastSeenAt: null,
      removedAt: null,
    };
    await this.manager.insert(memberTable, row);
    return row;
  }

  async change(id: string, change: Pick<MemberRow, "role" | "projectIds">): Promise<void> {
    await this.manager.update(memberTable, { id }, change);
  }

  async remove(id: string, at: Date): Promise<void> {
    await this.manager.update(memberTable, { id }, { removedAt: at });
  }

  async linkSubject(id: string, subject: string): Promise<void> {
    await this.manager.update(memberTable, { id }, { subject });
  }

  /** Remembers a sign-in in every workspace of an identity. */
  async recordSeen(subject: string, at: Date): Promise<void> {
    await this.manager.update(memberTable, { subject, removedAt: IsNull() }, { lastSeenAt: at });
  }
}
