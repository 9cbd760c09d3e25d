import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { grants } from "@grantry/contracts";
import { OAuthError } from "@grantry/oauth2";
import { AdminWrite } from "@grantry/persistence";
import type { Logger } from "@grantry/platform";
import type { OpenedProject } from "../project/opened-project.js";
import type { AdminCaller, AdminCredentials } from "./admin-credentials.js";
import { describeWrite } from "./admin-event.js";

/** What the admin API looks at of a request, whoever has read it. */
export interface AdminCall {
  readonly method: string;
  /** Inside the issuer. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  /** The network address that it comes from. */
  readonly address: string;
}

/**
 * Lets a call through when its caller holds the permission that it needs, and counts it.
 * @throws OAuthError 401 or 403
 */
export async function admit(
  credentials: AdminCredentials,
  project: OpenedProject,
  { headers, address }: Pick<AdminCall, "headers" | "address">,
  needed: string,
): Promise<AdminCaller> {
  const caller = await credentials.authenticate({ headers }, project, address);
  assertPermission(caller, needed);
  project.usage.count("admin_calls");
  return caller;
}

/** Throws 403 `request_forbidden` that names the missing permission. */
export function assertPermission(caller: AdminCaller | undefined, needed: string): void {
  if (caller !== undefined && grants(caller.permissions, needed)) return caller.noteUse?.(needed);
  throw new OAuthError(
    "request_forbidden",
    `You need the permission '${needed}' on this project.`,
    403,
  );
}

/**
 * The audit event of a call, or nothing where it changes nothing that stays.
 * @param status what it is answered with when it succeeds
 */
export function beginWrite(
  call: AdminCall,
  caller: AdminCaller,
  status: number,
): AdminWrite | undefined {
  const described = describeWrite(call.method, call.url);
  if (described === undefined) return undefined;
  return new AdminWrite({
    id: randomUUID(),
    startedAt: new Date(),
    actor: caller.actor,
    actorLabel: caller.label ?? caller.actor,
    address: caller.address ?? call.address,
    userAgent: caller.userAgent ?? call.headers["user-agent"] ?? "",
    requestId: call.requestId,
    status,
    ...described,
  });
}

/** What was asked for and stood already wrote no row; it is told of now. */
export async function endWrite(
  write: AdminWrite,
  project: OpenedProject,
  { requestId }: Pick<AdminCall, "requestId">,
  logger: Logger,
): Promise<void> {
  if (write.isTold) return;
  await project.stores.adminEvents.tell(write).catch((error: unknown) => {
    logger.warn({ err: error, requestId }, "a write that changed nothing was not told of");
  });
}
