import type { Change } from "@grantry/contracts";
import type { ApiError } from "../../lib/api-error.js";
import { pointerOf, type Setting } from "./setting.js";

/** Who saved what while somebody else was editing. */
export interface Conflict {
  savedBy: string | undefined;
  savedAt: string | undefined;
  difference: readonly Change[];
}

function isChange(value: unknown): value is Change {
  return typeof value === "object" && value !== null && "path" in value && "kind" in value;
}

/** Reads the refusal of a stale revision; undefined for every other refusal. */
export function conflictOf(error: ApiError): Conflict | undefined {
  if (error.code !== "stale_revision" && error.code !== "precondition_failed") return undefined;
  const { saved_by: by, saved_at: at, difference } = error.details;
  const label = typeof by === "object" && by !== null ? Reflect.get(by, "label") : by;
  return {
    savedBy: typeof label === "string" && label !== "" ? label : undefined,
    savedAt: typeof at === "string" ? at : undefined,
    difference: Array.isArray(difference) ? difference.filter(isChange) : [],
  };
}

function touches(pointer: string, path: string): boolean {
  return pointer === path || pointer.startsWith(`${path}/`) || path.startsWith(`${pointer}/`);
}

/** The settings that both changed. */
export function changedByBoth(mine: readonly Setting[], { difference }: Conflict): Setting[] {
  return mine.filter((setting) => difference.some(({ path }) => touches(pointerOf(setting), path)));
}
