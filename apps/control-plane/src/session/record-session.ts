import type { MemberRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { CallOrigin } from "../http/call-origin.js";

/** Leaves an audit event for a member who signed in or out. */
export async function recordSession(
  { control }: ControlPlane,
  member: Pick<MemberRow, "id" | "email" | "workspaceId">,
  action: "session.begin" | "session.end",
  origin: CallOrigin,
): Promise<void> {
  await control.transaction((stores) =>
    stores.audit.record({
      workspaceId: member.workspaceId,
      projectId: null,
      actor: { type: "member", id: member.id, label: member.email, ...origin },
      action,
      target: { type: "session", id: member.id, label: member.email },
      before: null,
      after: null,
    }),
  );
}
