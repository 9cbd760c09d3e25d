import { ControlError, invalidField } from "@grantry/control";
import type { ControlStores, DataPlaneRow } from "@grantry/persistence";

/** A plane that was not seen for so long gets no new project while another one was. */
const SEEN_MILLISECONDS = 20_000;

/**
 * Chooses the plane of a new project: a healthy one of the region that accepts new projects, the
 * one with most room. While none is healthy an accepting one is chosen all the same, and the project
 * says `halted` until it is back.
 * @param region undefined: any
 * @throws ControlError `bad_request` when there is none in the region, `unavailable` when none that
 * is there accepts projects
 */
export async function choosePlane(
  stores: Pick<ControlStores, "dataPlanes">,
  region: string | undefined,
): Promise<DataPlaneRow> {
  const planes = await stores.dataPlanes.list();
  if (region !== undefined && !planes.some((plane) => plane.region === region)) {
    throw invalidField("home_region", "There is no data plane in this region.");
  }
  const candidates = placeable(planes, region).toSorted(byRoom(new Date()));
  for (const candidate of candidates) {
    if (candidate.capacity === null) return candidate;
    // Counted again while nobody else places there.
    await stores.dataPlanes.lock(candidate.id);
    const counted = await stores.dataPlanes.find(candidate.id);
    if (counted !== undefined && placeable([counted], region).length > 0) return counted;
  }
  const regions = new Set(planes.filter(hasRoom).map((plane) => plane.region));
  throw new ControlError(
    "unavailable",
    region === undefined
      ? "No data plane accepts new projects."
      : `No data plane in ${region} accepts new projects.`,
    { regions: [...regions].toSorted() },
  );
}

function placeable(planes: readonly DataPlaneRow[], region: string | undefined): DataPlaneRow[] {
  return planes.filter(
    (plane) => hasRoom(plane) && (region === undefined || plane.region === region),
  );
}

/** Whether a plane takes one more project. */
export function hasRoom({ acceptsNew, capacity, projects }: DataPlaneRow): boolean {
  return acceptsNew && (capacity === null || projects < capacity);
}

/** Healthy before unhealthy, then more headroom, then fewer projects. */
function byRoom(now: Date): (one: DataPlaneRow, other: DataPlaneRow) => number {
  const wasSeen = ({ state, lastSeenAt }: DataPlaneRow) =>
    state === "healthy" &&
    lastSeenAt !== null &&
    now.getTime() - lastSeenAt.getTime() < SEEN_MILLISECONDS;
  const headroom = ({ capacity, projects }: DataPlaneRow) =>
    capacity === null ? Number.MAX_SAFE_INTEGER : capacity - projects;
  return (one, other) =>
    Number(wasSeen(other)) - Number(wasSeen(one)) ||
    headroom(other) - headroom(one) ||
    one.projects - other.projects ||
    (one.id < other.id ? -1 : 1);
}
