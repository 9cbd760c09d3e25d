import type { SuccessfulProjectUpdate } from "@grantry/contracts";
import { type Caller, restoredDocument } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import { changeProject, type ChangeRequest } from "../projects/change-project.js";
import { findRevision } from "./read-revisions.js";

/**
 * Makes an earlier revision current again, as a new one. Whether the project runs stays as it is,
 * and so do values that are only written.
 */
export function restoreRevision(
  controlPlane: ControlPlane,
  caller: Caller,
  request: ChangeRequest & { revision: string },
): Promise<SuccessfulProjectUpdate> {
  return changeProject(controlPlane, caller, request, async (document, project, stores) => {
    const earlier = await findRevision(stores, project, request.revision);
    const restored = restoredDocument(document, earlier.document);
    return { ...restored, restoredFrom: earlier.number };
  });
}
