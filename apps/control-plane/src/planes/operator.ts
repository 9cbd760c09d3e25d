import { type Caller, ControlError } from "@grantry/control";
import type { ControlStores } from "@grantry/persistence";

/** Whether the caller works in the workspace that runs the installation: the first one. */
export async function isOperator(
  stores: Pick<ControlStores, "workspaces">,
  caller: Caller,
): Promise<boolean> {
  const first = await stores.workspaces.findFirst();
  return first?.id === caller.workspace.id && caller.projectIds === null;
}

/** @throws ControlError `forbidden` for other workspaces, and for tokens of chosen projects */
export async function assertOperator(
  stores: Pick<ControlStores, "workspaces">,
  caller: Caller,
): Promise<void> {
  if (await isOperator(stores, caller)) return;
  throw new ControlError(
    "forbidden",
    "Data planes are changed in the workspace that runs this installation.",
    { permission: "planes:write" },
  );
}
