import { type EntityManager, MoreThan } from "typeorm";
import { type InvitationRow, invitationTable } from "../tables/invitation.table.js";

/** Invitations to a workspace: by ID for its members, by keyed hash of the code for the invited. */
export class InvitationStore {
  constructor(private readonly manager: EntityManager) {}

  list(workspaceId: string): Promise<InvitationRow[]> {
    return this.manager.find(invitationTable, {
      where: { workspaceId },
      order: { createdAt: "desc", id: "asc" },
      take: 500,
    });
  }

  find(workspaceId: string, id: string): Promise<InvitationRow | null> {
    return this.manager.findOneBy(invitationTable, { id, workspaceId });
  }

  findByCode(codeDigest: Buffer): Promise<InvitationRow | null> {
    return this.manager.findOneBy(invitationTable, { codeDigest });
  }

  /** The open invitation of an address, expired or not. */
  findPending(workspaceId: string, email: string): Promise<InvitationRow | null> {
    return this.manager.findOneBy(invitationTable, { workspaceId, email, state: "pending" });
  }

  async create(invitation: InvitationRow): Promise<void> {
    await this.manager.insert(invitationTable, invitation);
  }

  /**
   * Answers an open invitation: exactly one answer wins.
   * @returns false when it was answered, revoked or has expired
   */
  async answer(id: string, state: "accepted" | "declined", at: Date): Promise<boolean> {
    const result = await this.manager.update(
      invitationTable,
      { id, state: "pending", expiresAt: MoreThan(at) },
      { state, answeredAt: at },
    );
    return result.affected === 1;
  }

  /** @returns false when it was not open any more */
  async revoke(id: string, at: Date): Promise<boolean> {
    const result = await this.manager.update(
      invitationTable,
      { id, state: "pending" },
      { state: "revoked", answeredAt: at },
    );
    return result.affected === 1;
  }

  /** Gives an open invitation a new code: the old one does not work any more. */
  async renew(
    id: string,
    renewed: Pick<InvitationRow, "codeDigest" | "sentAt" | "expiresAt">,
  ): Promise<boolean> {
    const result = await this.manager.update(invitationTable, { id, state: "pending" }, renewed);
    return result.affected === 1;
  }

  async revokeAll(workspaceId: string, at: Date): Promise<void> {
    await this.manager.update(
      invitationTable,
      { workspaceId, state: "pending" },
      { state: "revoked", answeredAt: at },
    );
  }
}
