import type { IncomingMessage, ServerResponse } from "node:http";
import {
  Health,
  hostName,
  type Addresses,
  type CidrList,
  type Logger,
  type Route,
  type WholeBodyRequest,
} from "@grantry/platform";
import type { ConsoleFiles } from "./console-files.js";
import { originOf, type Origin } from "./forwarded-headers.js";
import {
  badTarget,
  controlPlaneDown,
  dataPlaneDown,
  notFound,
  protocolRefusalBody,
  refusalBody,
  refuse,
  upstreamTimeout,
  type Refusal,
} from "./refusals.js";
import { pathOf, plainSegments, takeHostFromTarget } from "./request-target.js";
import type { Planes } from "./routing-table.js";
import type { UpstreamFailure } from "./upstream-connection.js";
import type { Upstream } from "./upstream.js";

export interface GatewayParts {
  addresses: Addresses;
  trustedProxies: CidrList;
  health: Health;
  planes: Planes;
  controlPlane: Upstream;
  consoleFiles: ConsoleFiles;
  logger: Logger;
}

/** Who answers a request. */
export type Destination =
  | { readonly kind: "malformed" | "nowhere" | "health" }
  | { readonly kind: "console"; readonly segments: string[] }
  | {
      readonly kind: "upstream";
      readonly route: Route;
      /** Nothing when the project's plane is unknown. */
      readonly upstream: Upstream | undefined | Promise<Upstream | undefined>;
    };

/** Decides who answers a request, from its host and path alone (contract §2). */
export class Gateway {
  constructor(readonly parts: GatewayParts) {}

  /** Answers one request; never throws. */
  async handle(request: WholeBodyRequest, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    takeHostFromTarget(request);
    const origin = originOf(request, this.parts.trustedProxies);
    request.on("error", () => response.destroy());
    response.on("error", () => request.destroy());
    try {
      await this.route(request, response, origin);
    } catch (error) {
      this.parts.logger.error({ err: error, requestId: origin.requestId }, "fault");
      refuse(response, dataPlaneDown, origin.requestId);
    }
    if (!this.parts.logger.isLevelEnabled("debug")) return;
    this.parts.logger.debug(
      {
        requestId: origin.requestId,
        method: request.method,
        host: origin.host,
        path: pathOf(request.url ?? ""),
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - startedAt),
      },
      "request",
    );
  }

  private async route(
    request: WholeBodyRequest,
    response: ServerResponse,
    origin: Origin,
  ): Promise<void> {
    const { requestId } = origin;
    const destination = hasTwoHosts(request)
      ? ({ kind: "malformed" } as const)
      : this.destination(origin, request.url ?? "/");
    switch (destination.kind) {
      case "malformed":
        return refuse(response, badTarget, requestId);
      case "nowhere":
        request.resume();
        return refuse(response, notFound, requestId);
      case "health":
        return answerHealth(this.parts.health, request, response, requestId);
      case "console":
        return this.parts.consoleFiles.answer(request, response, destination.segments, requestId);
      case "upstream":
        return this.pass(request, response, origin, destination);
    }
  }

  /** Who answers a request of an origin for a target. */
  destination(origin: Origin, target: string): Destination {
    const { addresses, planes, controlPlane } = this.parts;
    const segments = plainSegments(pathOf(target));
    if (segments === undefined) return { kind: "malformed" };
    if (segments[0] === "health") return { kind: "health" };
    const route = addresses.route(origin.host, target) ?? this.routeByOwnHost(origin.host, target);
    const inside = plainSegments(pathOf(route?.path ?? "/")) ?? [];
    if (route === undefined || inside[0]?.toLowerCase() === "internal") return { kind: "nowhere" };
    if (route.kind === "console") return { kind: "console", segments };
    const upstream = route.kind === "api" ? controlPlane : planes.find(route.slug);
    return { kind: "upstream", route, upstream };
  }

  private async pass(
    request: WholeBodyRequest,
    response: ServerResponse,
    origin: Origin,
    { route: { kind }, upstream: wanted }: Extract<Destination, { kind: "upstream" }>,
  ): Promise<void> {
    const { requestId } = origin;
    // Only a project that may be newer than the table waits: its body comes meanwhile.
    const upstream = wanted instanceof Promise ? await wanted : wanted;
    const body = kind === "api" ? refusalBody : protocolRefusalBody;
    if (upstream === undefined) return refuse(response, notFound, requestId, body);
    const outcome = await upstream.forward(request, response, origin);
    if (typeof outcome === "number" || response.destroyed) return;
    this.parts.logger.warn({ requestId, kind, outcome }, "upstream");
    refuse(response, this.refusalFor(outcome, kind), requestId, body);
  }

  /** What is said where no process has answered. */
  refusalFor(outcome: UpstreamFailure | "unwritable", kind: Route["kind"]): Refusal {
    if (outcome === "unwritable") return badTarget;
    if (outcome === "timeout") return upstreamTimeout;
    return kind === "api" ? controlPlaneDown : dataPlaneDown;
  }

  /** A host name of a project's own, which the installation's own names never are. */
  private routeByOwnHost(hostHeader: string | undefined, path: string): Route | undefined {
    const host = hostName(hostHeader);
    if (host === undefined || this.parts.addresses.isOwnHost(host)) return undefined;
    const slug = this.parts.planes.slugOfHost(host);
    return slug === undefined ? undefined : { kind: "project", slug, path };
  }
}

/** Two hosts in one request could be routed by one and answered by the other (RFC 9112 §3.2). */
function hasTwoHosts(request: IncomingMessage): boolean {
  const { rawHeaders } = request;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}

async function answerHealth(
  health: Health,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const answer = await health.answer(pathOf(request.url ?? "/"));
  if (answer === undefined) {
    refuse(response, notFound, requestId);
    return;
  }
  response.writeHead(answer.status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  });
  response.end(JSON.stringify(answer.body));
}
