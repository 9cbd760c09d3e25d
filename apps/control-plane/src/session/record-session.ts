import type { ControlPlane } from "../control-plane.js";
import type { CallOrigin } from "../http/call-origin.js";

/** Leaves an audit event in every workspace of a person who signed in or out. */
export async function recordSession(
  { control }: ControlPlane,
  subject: string,
  action: "session.begin" | "session.confirm" | "session.end" | "session.end_everywhere",
  origin: CallOrigin,
): Promise<void> {
  const members = await control.members.listBySubject(subject);
  for (const { id, email, workspaceId } of members) {
    await control.transaction((stores) =>
      stores.audit.record({
        workspaceId,
        projectId: null,
        actor: { type: "member", id, label: email, ...origin },
        action,
        target: { type: "session", id, label: email },
        before: null,
        after: null,
      }),
    );
  }
}
