import { ControlError } from "@grantry/control";

const MOST_DEPTH = 60;

/**
 * Refuses what PostgreSQL cannot store, anywhere in a body or an address: NUL characters and halves
 * of surrogate pairs.
 * @throws ControlError `bad_request` that names the place
 */
export function assertStorable(value: unknown, path = "", depth = 0): void {
  if (depth > MOST_DEPTH) throw refusal(path, "The body is nested too deeply.");
  if (typeof value === "string") {
    if (/\0|\p{Surrogate}/u.test(value)) {
      throw refusal(path, "This text holds a character that cannot be stored.");
    }
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    assertStorable(key, path, depth);
    assertStorable(member, path === "" ? key : `${path}.${key}`, depth + 1);
  }
}

function refusal(path: string, message: string): ControlError {
  return new ControlError("bad_request", message, { fields: [{ path, message }] });
}
