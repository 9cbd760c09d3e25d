import { randomUUID } from "node:crypto";
import type { Role } from "@grantry/contracts";
import type { EntityManager } from "typeorm";
import { type MemberRow, memberTable } from "../tables/member.table.js";

/** The people of a workspace. */
export class MemberStore {
  constructor(private readonly manager: EntityManager) {}

  find(id: string): Promise<MemberRow | null> {
    return this.manager.findOneBy(memberTable, { id });
  }

  /** The member behind an identity of the console project; the oldest membership comes first. */
  async findBySubject(subject: string): Promise<MemberRow | undefined> {
    const [member] = await this.manager.find(memberTable, {
      where: { subject },
      order: { createdAt: "asc", id: "asc" },
      take: 1,
    });
    return member;
  }

  findByEmail(workspaceId: string, email: string): Promise<MemberRow | null> {
    return this.manager.findOneBy(memberTable, { workspaceId, email: email.toLowerCase() });
  }

  list(workspaceId: string): Promise<MemberRow[]> {
    return this.manager.find(memberTable, {
      where: { workspaceId },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  async add(
    workspaceId: string,
    person: { email: string; name: string; role: Role; subject: string | null },
  ): Promise<MemberRow> {
    const row: MemberRow = {
      id: randomUUID(),
      workspaceId,
      ...person,
      email: person.email.toLowerCase(),
      createdAt: new Date(),
      lastSeenAt: null,
    };
    await this.manager.insert(memberTable, row);
    return row;
  }

  async linkSubject(id: string, subject: string): Promise<void> {
    await this.manager.update(memberTable, { id }, { subject });
  }

  async recordSeen(id: string, at: Date): Promise<void> {
    await this.manager.update(memberTable, { id }, { lastSeenAt: at });
  }
}
