import { type Caller, ControlError, type ControlErrorCode } from "@grantry/control";
import type { ProjectRow } from "@grantry/persistence";
import { mintServiceCredential } from "@grantry/platform";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { requestPlane } from "./plane-request.js";

const LONGEST_USER_AGENT = 200;

const CODES: Record<number, ControlErrorCode> = {
  400: "bad_request",
  403: "forbidden",
  409: "conflict",
  413: "payload_too_large",
};

/**
 * Calls the admin API of one project as the caller, with no more than the caller may do.
 * @throws ControlError with the words of the plane when it refuses, `unavailable` when it does not
 *   answer or the project is halted
 */
export async function askProject<Answer extends z.ZodType>(
  controlPlane: ControlPlane,
  caller: Caller,
  project: ProjectRow,
  request: { method: string; path: string; body?: unknown },
  answer: Answer,
): Promise<z.output<Answer>> {
  const { actor } = caller;
  const credential = mintServiceCredential(controlPlane.serviceCredentialKey, {
    projectId: project.id,
    actor: `${actor.type}:${actor.id}`,
    permissions: [...caller.permissions],
    label: actor.label,
    ...(actor.address === null ? {} : { address: actor.address }),
    userAgent: (actor.userAgent ?? "").slice(0, LONGEST_USER_AGENT),
  });
  const { status, body } = await requestPlane(controlPlane, {
    slug: project.slug,
    method: request.method,
    path: request.path,
    headers: {
      authorization: `Bearer ${credential}`,
      "content-type": "application/json",
      "x-request-id": actor.requestId,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  const text = body.toString("utf8");
  if (status < 300) return answer.parse(JSON.parse(text));
  const code = CODES[status];
  if (code !== undefined) throw new ControlError(code, descriptionIn(text));
  controlPlane.logger.warn({ status, slug: project.slug }, "data plane refused");
  const reason =
    project.state === "halted"
      ? "The project is halted, so that its clients cannot be read. Resume it first."
      : "The data plane of this project is not answering. Try again.";
  throw new ControlError("unavailable", reason);
}

/** The words of a refusal of the admin API. */
function descriptionIn(text: string): string {
  try {
    const refusal = JSON.parse(text) as { error?: unknown; error_description?: unknown };
    const words = refusal.error_description || refusal.error;
    return typeof words === "string" ? words : "The data plane refused this.";
  } catch {
    return "The data plane refused this.";
  }
}
