import { DEFAULT_TOKEN_POLICY, type TokenPolicyRules } from "@grantry/control";
import type { EntityManager } from "typeorm";
import { type TokenPolicyRow, tokenPolicyTable } from "../tables/token-policy.table.js";

/** What workspaces ask of their tokens. */
export class TokenPolicyStore {
  constructor(private readonly manager: EntityManager) {}

  /** The rules of a workspace: its own, or the defaults. */
  async find(workspaceId: string): Promise<TokenPolicyRules & Partial<TokenPolicyRow>> {
    const own = await this.manager.findOneBy(tokenPolicyTable, { workspaceId });
    return own ?? { ...DEFAULT_TOKEN_POLICY };
  }

  async set(row: TokenPolicyRow): Promise<void> {
    await this.manager.upsert(tokenPolicyTable, row, ["workspaceId"]);
  }
}
