/** What `plane.accepts_writes` raises. */
const WRITES_REST = "GR001";

const FOREIGN_KEY_VIOLATION = "23503";
/** What row-level security answers. */
const INSUFFICIENT_PRIVILEGE = "42501";

/**
 * Whether a write was refused because its project is on the way to another plane: it may be tried
 * again in a moment, here or there.
 */
export function isOnItsWay(error: unknown): boolean {
  return codeOf(error) === WRITES_REST;
}

/** Whether a write was refused because its project was purged or moved away from this plane. */
export function isOfNoProjectHere(error: unknown): boolean {
  const code = codeOf(error);
  return code === FOREIGN_KEY_VIOLATION || code === INSUFFICIENT_PRIVILEGE;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
