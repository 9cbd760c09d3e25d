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

/** Decides who answers a request, from its host and path alone (contract §2). */
export class Gateway {
  constructor(private readonly parts: GatewayParts) {}

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
    const { addresses, health, planes, controlPlane, consoleFiles } = this.parts;
    const target = request.url ?? "/";
    const segments = plainSegments(pathOf(target));
    if (segments === undefined || hasTwoHosts(request)) {
      refuse(response, badTarget, origin.requestId);
      return;
    }
    if (segments[0] === "health") {
      await answerHealth(health, request, response, origin.requestId);
      return;
    }
    const route = addresses.route(origin.host, target) ?? this.routeByOwnHost(origin.host, target);
    const inside = plainSegments(pathOf(route?.path ?? "/")) ?? [];
    if (route === undefined || inside[0]?.toLowerCase() === "internal") {
      request.resume();
      refuse(response, notFound, origin.requestId);
      return;
    }
    if (route.kind === "console") {
      await consoleFiles.answer(request, response, segments, origin.requestId);
      return;
    }
    const wanted = route.kind === "api" ? controlPlane : planes.find(route.slug);
    // Only a project that may be newer than the table waits: its body comes meanwhile.
    const upstream = wanted instanceof Promise ? await wanted : wanted;
    const body = route.kind === "api" ? refusalBody : protocolRefusalBody;
    const down = route.kind === "api" ? controlPlaneDown : dataPlaneDown;
    if (upstream === undefined) {
      refuse(response, notFound, origin.requestId, body);
      return;
    }
    const outcome = await upstream.forward(request, response, origin);
    if (typeof outcome === "number" || response.destroyed) return;
    this.parts.logger.warn({ requestId: origin.requestId, kind: route.kind, outcome }, "upstream");
    const refusal: Refusal = outcome === "timeout" ? upstreamTimeout : down;
    refuse(response, refusal, origin.requestId, body);
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
