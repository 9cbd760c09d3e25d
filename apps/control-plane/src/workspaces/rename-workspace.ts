import { assertMay, type Caller } from "@grantry/control";
import type { WorkspaceRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

/** Gives a workspace another name. */
export async function renameWorkspace(
  { control }: ControlPlane,
  caller: Caller,
  workspace: WorkspaceRow,
  name: string,
): Promise<void> {
  assertMay(caller, "workspace:write");
  if (name === workspace.name) return;
  await control.transaction(async (stores) => {
    await stores.workspaces.rename(workspace.id, name);
    await stores.audit.record({
      workspaceId: workspace.id,
      projectId: null,
      actor: caller.actor,
      action: "workspace.update",
      target: { type: "workspace", id: workspace.id, label: name },
      before: { name: workspace.name },
      after: { name },
    });
  });
}
