import { revisionNoteSchema } from "@grantry/contracts";
import { ControlError } from "@grantry/control";

/**
 * The note of a revision: from the body, else from the header `Revision-Note`, percent-encoded where
 * it holds more than ASCII.
 * @throws ControlError `bad_request`
 */
export function readNote(header: string | undefined, inBody?: string): string {
  if (inBody !== undefined) return inBody;
  const parsed = revisionNoteSchema.safeParse(decoded(header ?? ""));
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues[0]?.message ?? "Write a note.";
  throw new ControlError("bad_request", `Revision-Note: ${reason}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
