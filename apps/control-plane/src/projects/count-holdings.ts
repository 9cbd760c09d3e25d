import type { ProjectCounts } from "@grantry/control";
import type { ProjectRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

/** Whoever asks waits for so long; then the answer comes without numbers. */
const PATIENCE_MILLISECONDS = 3_000;

/**
 * What a project holds on its plane, counted now; nothing when the plane does not answer.
 * @param olderThanSeconds an age of grants to count by
 */
export async function countHoldings(
  { planes, logger }: ControlPlane,
  project: Pick<ProjectRow, "id" | "planeId">,
  olderThanSeconds?: number,
): Promise<ProjectCounts | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MILLISECONDS);
  });
  const asked = planes
    .of(project.planeId)
    .then((plane) => plane.holdings(project.id, new Date(), olderThanSeconds))
    .catch((cause: unknown) => {
      logger.warn({ err: cause, project_id: project.id }, "what a project holds was not counted");
      return undefined;
    });
  const held = await Promise.race([asked, late]);
  clearTimeout(timer);
  return held;
}
