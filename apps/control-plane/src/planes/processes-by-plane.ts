import { FIRST_PLANE } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

/** The addresses of each plane's processes, and the plane of projects that are not named. */
export async function processesByPlane({
  control,
}: ControlPlane): Promise<{ planes: Record<string, string[]>; defaultPlane: string }> {
  const directory = await control.dataPlanes.list();
  const planes = Object.fromEntries(directory.map(({ id, addresses }) => [id, addresses]));
  return { planes, defaultPlane: FIRST_PLANE };
}
