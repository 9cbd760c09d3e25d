/** What `plane.accepts_writes` raises. */
const WRITES_REST = "GR001";

/**
 * Whether a write was refused because its project is on the way to another plane: it may be tried
 * again in a moment, here or there.
 */
export function isOnItsWay(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === WRITES_REST;
}
