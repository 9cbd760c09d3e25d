import { clientAddress } from "@grantry/platform";
import type { FastifyRequest } from "fastify";
import type { ControlPlaneConfig } from "../config.js";

/** Where a request comes from, as audit events and last uses keep it. */
export interface CallOrigin {
  address: string;
  userAgent: string;
  requestId: string;
}

const LONGEST_USER_AGENT = 400;

/** The origin of a request; only trusted proxies may speak for somebody else. */
export function callOrigin(config: ControlPlaneConfig, request: FastifyRequest): CallOrigin {
  return {
    address: clientAddress(
      request.socket.remoteAddress,
      request.headers["x-forwarded-for"],
      config.trustedPeers,
    ),
    userAgent: (request.headers["user-agent"] ?? "").slice(0, LONGEST_USER_AGENT),
    requestId: request.id,
  };
}
