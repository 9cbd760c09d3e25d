import type { DataPlane, DataPlaneDetail } from "@grantry/contracts";
import { type Caller, notFound } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import { dataPlaneView } from "./data-plane-view.js";
import { isOperator } from "./operator.js";

/** Every data plane, the oldest first. */
export async function listDataPlanes(
  { control }: ControlPlane,
  caller: Caller,
): Promise<DataPlane[]> {
  const operates = await isOperator(control, caller);
  return (await control.dataPlanes.list()).map((plane) => dataPlaneView(plane, operates));
}

/** One data plane with its past. @throws ControlError `not_found` */
export async function readDataPlane(
  { control }: ControlPlane,
  caller: Caller,
  id: string,
): Promise<DataPlaneDetail> {
  const plane = await control.dataPlanes.find(id);
  if (plane === undefined) throw notFound("data plane");
  const history = await control.dataPlanes.history(id);
  return {
    ...dataPlaneView(plane, await isOperator(control, caller)),
    history: history.map(({ state, at, failure }) => ({ state, at: at.toISOString(), failure })),
  };
}
