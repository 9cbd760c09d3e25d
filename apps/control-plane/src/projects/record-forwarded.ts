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
  write: { project: ProjectRow; method: string; path: string; answered: unknown },
): Promise<void> {
  const [path = ""] = write.path.split("?");
  const [, , area = "", ...rest] = path.split("/");
  // Introspection is a question, whatever its method.
  if (rest.includes("introspect")) return;
  const id = rest.length > 0 ? rest.map(decodeURIComponent).join("/") : idIn(write.answered);
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

/** The id of what was created. */
function idIn(answered: unknown): string {
  if (typeof answered !== "object" || answered === null) return "";
  const members = new Map<string, unknown>(Object.entries(answered));
  const id = members.get("client_id") ?? members.get("id");
  return typeof id === "string" ? id : "";
}
