import { All, Controller, Param, Req, Res } from "@nestjs/common";
import type { Permission as PermissionName } from "@grantry/contracts";
import { assertMay, type Caller as CallerValue, notFound } from "@grantry/control";
import { collectAdminEvents } from "@grantry/persistence";
import { mintServiceCredential } from "@grantry/platform";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Caller, Principal, SignedIn } from "../access/access.decorator.js";
import { assertFreshSignIn } from "../access/fresh-sign-in.js";
import type { Principal as PrincipalValue } from "../access/principal.js";
import { ControlPlane } from "../control-plane.js";
import { type PlaneAnswer, requestPlane } from "../planes/plane-request.js";
import { findProject } from "./find-project.js";

/** The credential travels in a header. */
const LONGEST_USER_AGENT = 256;
const READS = new Set(["GET", "HEAD", "OPTIONS"]);
const FORWARDED = ["accept", "content-type", "if-match", "if-none-match", "x-request-id"];
const RETURNED = ["content-type", "etag", "location", "retry-after", "cache-control"];

/** A project's own admin API, reached with the caller's permissions instead of a token. */
@Controller("projects")
export class AdminProxyController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @All(":project/admin/*")
  @SignedIn()
  async forward(
    @Caller() caller: CallerValue,
    @Principal() principal: PrincipalValue,
    @Param("project") idOrSlug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const project = await findProject(this.controlPlane.control, caller, idOrSlug);
    const path = request.url.slice(request.url.indexOf("/admin/"));
    const permission = permissionFor(request.method, path);
    if (!permission) throw notFound("resource");
    assertMay(caller, permission);
    if (isSensitive(permission, path)) assertFreshSignIn(principal);
    const credential = mintServiceCredential(this.controlPlane.serviceCredentialKey, {
      projectId: project.id,
      actor: `${caller.actor.type}:${caller.actor.id}`,
      permissions: [...caller.permissions],
      label: caller.actor.label,
      ...(caller.actor.address === null ? {} : { address: caller.actor.address }),
      userAgent: (caller.actor.userAgent ?? "").slice(0, LONGEST_USER_AGENT),
    });
    const body = bodyText(request);
    const answer = await requestPlane(this.controlPlane, {
      slug: project.slug,
      method: request.method,
      path,
      headers: {
        ...pick(request.headers, FORWARDED),
        "x-request-id": request.id,
        authorization: `Bearer ${credential}`,
      },
      ...(body === undefined ? {} : { body }),
    });
    void reply.code(answer.status).headers(pick(answer.headers, RETURNED));
    const link = answer.headers.link;
    if (typeof link === "string") void reply.header("link", this.ownLinks(link, project.slug));
    const answered = readBody(answer);
    if (answer.status < 300 && !READS.has(request.method))
      await this.collectEvents(project.planeId);
    return answered;
  }

  /** The plane has noted the write; the answer waits until the audit log shows it. */
  private async collectEvents(planeId: string): Promise<void> {
    const { control, planes, logger } = this.controlPlane;
    try {
      const plane = await planes.of(planeId);
      await collectAdminEvents(control, plane.adminEvents);
    } catch (cause) {
      logger.warn({ err: cause }, "admin events not collected, tried again soon");
    }
  }

  /** Page links of the plane lead through here, like the request that asked for them. */
  private ownLinks(link: string, slug: string): string {
    const { addresses } = this.controlPlane;
    const own = `${addresses.api}/projects/${slug}/admin/`;
    return link
      .replaceAll(`${addresses.issuer(slug)}/admin/`, own)
      .replaceAll(/<\/(?:p\/[^/]+\/)?admin\//g, `<${own}`);
  }
}

/** What a call of a project's admin API asks for; the plane checks it again. */
export function permissionFor(method: string, path: string): PermissionName | undefined {
  const [, , area, kind] = new URL(path, "http://plane").pathname.split("/");
  const isRead = method === "GET" || method === "HEAD";
  switch (area) {
    case "clients":
      return isRead ? "clients:read" : "clients:write";
    case "keys":
    case "signing-keys":
      return isRead ? "keys:read" : "keys:write";
    case "logs":
    case "deliveries":
      return isRead ? "logs:read" : undefined;
    case "trust":
      return isRead ? "clients:read" : "clients:write";
    case "metrics":
      return isRead ? "usage:read" : undefined;
    case "identities":
    case "sessions":
      return isRead ? "users:read" : "users:write";
    case "oauth2":
      break;
    default:
      return undefined;
  }
  if (kind === "introspect") return "tokens:read";
  if (kind === "tokens") return "tokens:write";
  // The login app's own calls: reading a request already acts for a user.
  if (path.startsWith("/admin/oauth2/auth/requests")) return "users:write";
  return isRead ? "users:read" : "users:write";
}

/** Keys and credentials; deletions are asked for by the guard. */
function isSensitive(permission: PermissionName, path: string): boolean {
  if (permission === "keys:write" || permission === "clients:secrets") return true;
  return permission === "clients:write" && /\/clients\/[^/]+\/secrets?\b/.test(path);
}

function readBody({ headers, body }: PlaneAnswer): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString("utf8");
  return String(headers["content-type"]).includes("json") ? (JSON.parse(text) as unknown) : text;
}

function bodyText(request: FastifyRequest): string | undefined {
  const { body } = request;
  if (body === undefined || body === null) return undefined;
  return typeof body === "string" ? body : JSON.stringify(body);
}

function pick(
  headers: Record<string, string | string[] | undefined>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
