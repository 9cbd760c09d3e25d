import { Health } from "@grantry/platform";

/** How long a fresh gateway waits to see the control plane before it serves without. */
const graceMilliseconds = 30_000;

/**
 * Health of the whole (contract §2): ready when a process of a plane is, and, after a start, once
 * the control plane has been seen. Later the planes are served without it.
 */
export function gatewayHealth(
  controlPlaneUrl: string,
  planeProcesses: () => readonly string[],
): Health {
  const startedAt = Date.now();
  let controlPlaneSeen = false;
  return new Health({
    data_plane: async () => {
      const outcomes = await Promise.all(planeProcesses().map(isReady));
      if (!outcomes.includes(true)) throw new Error("no plane is ready");
    },
    control_plane: async () => {
      if (controlPlaneSeen || Date.now() - startedAt > graceMilliseconds) return;
      if (!(await isReady(controlPlaneUrl))) throw new Error("the control plane is not ready");
      controlPlaneSeen = true;
    },
  });
}

async function isReady(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(1_500);
    return (await fetch(`${url}/health/ready`, { signal })).ok;
  } catch {
    return false;
  }
}
