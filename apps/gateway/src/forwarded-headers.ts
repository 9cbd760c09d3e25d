import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { clientAddress, requestIdFrom, newRequestId, type CidrList } from "@grantry/platform";

/** What the gateway knows of a request before it is routed. */
export interface Origin {
  requestId: string;
  /** Address of the client, through trusted proxies. */
  clientAddress: string;
  /** The host that the client asked for. */
  host: string | undefined;
  scheme: "http" | "https";
}

/** Headers of one connection (RFC 9110 §7.6.1); never passed on. */
const connectionHeaders = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Headers by which a client could claim to be somebody else; replaced by the gateway's own. */
const claimedOrigin =
  /^(?:x-forwarded-.*|forwarded|x-real-ip|x-client-ip|x-request-id|host|expect)$/;

/** Believes `X-Forwarded-*` and `X-Request-Id` of trusted proxies only. */
export function originOf(request: IncomingMessage, trusted: CidrList): Origin {
  const { headers, socket } = request;
  const peer = socket.remoteAddress;
  const isTrusted = trusted.contains(peer ?? "");
  const encrypted = "encrypted" in socket && socket.encrypted === true;
  const claimedScheme = isTrusted ? headers["x-forwarded-proto"] : undefined;
  const claimedHost = isTrusted ? headers["x-forwarded-host"] : undefined;
  return {
    requestId: isTrusted ? requestIdFrom(headers["x-request-id"]) : newRequestId(),
    clientAddress: clientAddress(peer, headers["x-forwarded-for"], trusted),
    host: typeof claimedHost === "string" ? claimedHost : headers.host,
    scheme:
      claimedScheme === "https" || claimedScheme === "http"
        ? claimedScheme
        : encrypted
          ? "https"
          : "http",
  };
}

/** The headers of the request to the process behind, with the gateway's own account of the origin. */
export function forwardedHeaders(request: IncomingMessage, origin: Origin): OutgoingHttpHeaders {
  const named = namedByConnection(request.headers.connection);
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || connectionHeaders.has(name) || named.has(name)) continue;
    if (!claimedOrigin.test(name)) headers[name] = value;
  }
  if (origin.host !== undefined) headers["host"] = origin.host;
  headers["x-forwarded-for"] = origin.clientAddress;
  headers["x-forwarded-proto"] = origin.scheme;
  headers["x-forwarded-host"] = origin.host ?? "";
  headers["x-request-id"] = origin.requestId;
  // A body without a length travels in chunks; everything else keeps its own length.
  if (request.headers["transfer-encoding"] !== undefined) headers["transfer-encoding"] = "chunked";
  return headers;
}

/** The headers of an answer as they are passed to the client: flat, in order, repeats kept. */
export function answerHeaders(answer: IncomingMessage, requestId: string): string[] {
  const named = namedByConnection(answer.headers.connection);
  const { rawHeaders } = answer;
  const headers: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const lower = name.toLowerCase();
    if (connectionHeaders.has(lower) || named.has(lower) || lower === "x-request-id") continue;
    headers.push(name, rawHeaders[index + 1] ?? "");
  }
  headers.push("x-request-id", requestId);
  return headers;
}

function namedByConnection(header: string | undefined): Set<string> {
  const names = (header ?? "").split(",").map((name) => name.trim().toLowerCase());
  return new Set(names);
}
