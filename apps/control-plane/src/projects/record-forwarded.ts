import type { Caller } from "@grantry/control";
import type { ProjectRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

const VERBS: Record<string, string> = {
  POST: "create",
  PUT: "update",
  PATCH: "update",
  DELETE: "delete",
};

/** Leaves an audit event for a write that a plane has carried out; values stay out of it. */
export async function recordForwarded(
  { control }: ControlPlane,
  caller: Caller,
  write: { project: ProjectRow; method: string; path: string },
): Promise<void> {
  const [path = ""] = write.path.split("?");
  const [, , area = "", ...rest] = path.split("/");
  // Introspection is a question, whatever its method.
  if (rest.includes("introspect")) return;
  const id = rest.map(decodeURIComponent).join("/");
  await control.transaction((stores) =>
    stores.audit.record({
      workspaceId: write.project.workspaceId,
      projectId: write.project.id,
      actor: caller.actor,
      action: `${area}.${VERBS[write.method] ?? "write"}`,
      target: { type: area, id: id.slice(0, 500), label: write.project.name },
      before: null,
      after: null,
    }),
  );
}
