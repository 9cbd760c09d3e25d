import { Agent, request as httpRequest } from "node:http";
import { Agent as TlsAgent, request as httpsRequest } from "node:https";
import { ControlError } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";

/** A request to one project, sent straight to a data plane. */
export interface PlaneRequest {
  slug: string;
  method: string;
  /** Path inside the issuer, with its query. */
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

export interface PlaneAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

const TIMEOUT_MILLISECONDS = 10_000;
const MOST_BYTES = 8 * 1024 * 1024;
const agents = {
  "http:": new Agent({ keepAlive: true }),
  "https:": new TlsAgent({ keepAlive: true }),
};

/**
 * Asks the plane that serves a project. The host is the project's own, so that the plane finds the
 * project exactly as it does for the gateway.
 * @throws ControlError `unavailable` when no plane answers
 */
export async function requestPlane(
  controlPlane: ControlPlane,
  request: PlaneRequest,
): Promise<PlaneAnswer> {
  let failure: unknown;
  const addresses = await controlPlane.control.dataPlanes.addressesOfProject(request.slug);
  for (const planeUrl of addresses) {
    try {
      return await send(
        new URL(planeUrl),
        new URL(controlPlane.addresses.issuer(request.slug)),
        request,
      );
    } catch (cause) {
      failure = cause;
      if (!isNotConnected(cause)) break;
    }
  }
  controlPlane.logger.warn({ err: failure, slug: request.slug }, "data plane not reached");
  throw new ControlError("unavailable", "The data plane of this project is not answering.");
}

function send(plane: URL, issuer: URL, request: PlaneRequest): Promise<PlaneAnswer> {
  const isTls = plane.protocol === "https:";
  const options = {
    agent: isTls ? agents["https:"] : agents["http:"],
    method: request.method,
    hostname: plane.hostname,
    port: plane.port,
    path: issuer.pathname.replace(/\/$/, "") + request.path,
    headers: {
      ...request.headers,
      host: issuer.host,
      ...(request.body === undefined ? {} : { "content-length": Buffer.byteLength(request.body) }),
    },
    timeout: TIMEOUT_MILLISECONDS,
  };
  return new Promise((resolve, reject) => {
    const outgoing = (isTls ? httpsRequest : httpRequest)(options, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) incoming.destroy(new Error("The answer is too large."));
        chunks.push(chunk);
      });
      incoming.on("end", () => {
        const { statusCode: status = 502, headers } = incoming;
        resolve({ status, headers, body: Buffer.concat(chunks) });
      });
      incoming.on("error", reject);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("The data plane took too long.")));
    outgoing.on("error", reject);
    outgoing.end(request.body);
  });
}

function isNotConnected(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}
