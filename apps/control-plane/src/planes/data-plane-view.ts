import type { DataPlane } from "@grantry/contracts";
import type { DataPlaneRow } from "@grantry/persistence";

/** Nobody has looked for so long: what was seen then says nothing any more. */
const STALE_MILLISECONDS = 30_000;

/**
 * A data plane as the API shows it; the address of its database is shown to nobody.
 * @param isOperator whether the caller's workspace runs the installation
 */
export function dataPlaneView(plane: DataPlaneRow, isOperator: boolean): DataPlane {
  const isStale = Date.now() - (plane.checkedAt?.getTime() ?? 0) > STALE_MILLISECONDS;
  const { capacity, projects } = plane;
  return {
    id: plane.id,
    name: plane.name,
    region: plane.region,
    state: isStale ? "unknown" : plane.state,
    failure: plane.failure,
    version: plane.version,
    database: {
      source: plane.databaseSource,
      state: isStale ? "unknown" : plane.databaseState,
    },
    processes: isOperator ? plane.processes : [],
    accepts_new: plane.acceptsNew,
    capacity,
    projects,
    headroom: capacity === null ? null : Math.max(0, capacity - projects),
    last_seen_at: plane.lastSeenAt?.toISOString() ?? null,
    checked_at: plane.checkedAt?.toISOString() ?? null,
    created_at: plane.createdAt.toISOString(),
    updated_at: plane.updatedAt.toISOString(),
  };
}
