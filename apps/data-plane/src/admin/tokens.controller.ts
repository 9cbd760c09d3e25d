import { Controller, Delete, HttpCode, Query } from "@nestjs/common";
import { InvalidRequest, revokeTokensOfClient } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { Needs } from "./permissions.js";

/** Tokens of a whole client (Hydra's admin API). */
@Controller("admin/oauth2/tokens")
export class TokensController {
  /** Ends every token the client was issued before now; its consents stay. */
  @Delete()
  @HttpCode(204)
  @Needs("tokens:write")
  async revokeOfClient(
    @CurrentProject() project: OpenedProject,
    @Query("client_id") clientId: string | string[] | undefined,
  ): Promise<void> {
    if (typeof clientId !== "string" || clientId === "") {
      throw new InvalidRequest("The parameter 'client_id' is required.");
    }
    await revokeTokensOfClient(project.issuer, clientId);
  }
}
