import { CONSOLE_SLUG, mintServiceCredential } from "@grantry/platform";
import { CONSOLE_PROJECT_ID } from "../bootstrap/console-project.js";
import type { ControlPlane } from "../control-plane.js";
import { requestPlane } from "../planes/plane-request.js";

/**
 * Ends every sign-in of a person: console sessions at once, then at the console project the
 * sign-in sessions and what the CLI was given. A plane that does not answer keeps nobody in: each
 * request asks for the membership anyway.
 */
export async function endEverywhere(controlPlane: ControlPlane, subject: string): Promise<void> {
  await controlPlane.control.sessions.endAll(subject);
  const query = new URLSearchParams({ subject, all: "true" }).toString();
  const credential = mintServiceCredential(controlPlane.serviceCredentialKey, {
    projectId: CONSOLE_PROJECT_ID,
    actor: "control-plane",
    permissions: ["users:write", "tokens:write"],
  });
  for (const kind of ["consent", "login"]) {
    try {
      await requestPlane(controlPlane, {
        slug: CONSOLE_SLUG,
        method: "DELETE",
        path: `/admin/oauth2/auth/sessions/${kind}?${query}`,
        headers: { authorization: `Bearer ${credential}` },
      });
    } catch (cause) {
      controlPlane.logger.warn({ err: cause, kind }, "sign-ins at the console project not ended");
    }
  }
}
