import { z } from "zod";
import { memberSchema } from "./member.js";
import { roleRefSchema } from "./role.js";

export const transferWorkspaceBodySchema = z
  .strictObject({
    member: z.guid("Use the ID of a member.").meta({ description: "Who becomes an owner." }),
    former_role: roleRefSchema
      .default("admin")
      .meta({ description: "What the caller becomes; owner to stay one beside the other." }),
  })
  .meta({ id: "transferWorkspaceBody" });
export type TransferWorkspaceBody = z.input<typeof transferWorkspaceBodySchema>;

/** A workspace in other hands. */
export const workspaceTransferSchema = z
  .object({ workspace_id: z.guid(), owner: memberSchema, former_owner: memberSchema })
  .meta({ id: "workspaceTransfer" });
export type WorkspaceTransfer = z.infer<typeof workspaceTransferSchema>;
