import type { IncomingMessage } from "node:http";
import {
  clientAddress,
  newRequestId,
  PLACEMENT_HEADER,
  requestIdFrom,
  type CidrList,
} from "@grantry/platform";

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
const claimedOrigin = new Set([
  "forwarded",
  "x-real-ip",
  "x-client-ip",
  "x-request-id",
  "host",
  "expect",
]);

/** Methods that are expected to have no body, so that none need not be said (RFC 9110 §8.6). */
const withoutBody = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

/** Believes `X-Forwarded-*` and `X-Request-Id` of trusted proxies only. */
export function originOf(
  { headers, socket }: Pick<IncomingMessage, "headers" | "socket">,
  trusted: CidrList,
): Origin {
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

/** Whether a field that no `Connection` names goes on to the process behind; in lower case. */
export function isPassedOn(name: string): boolean {
  return (
    !connectionHeaders.has(name) && !claimedOrigin.has(name) && !name.startsWith("x-forwarded-")
  );
}

/** The gateway's own account of the origin as field lines, as `forwardedHeaders` begins. */
export function originLines({
  host = "",
  clientAddress: address,
  scheme,
  requestId,
}: Origin): string {
  return (
    `host: ${host}\r\nx-forwarded-for: ${address}\r\nx-forwarded-proto: ${scheme}\r\n` +
    `x-forwarded-host: ${host}\r\nx-request-id: ${requestId}\r\n`
  );
}

/**
 * The headers of the request to the process behind, with the gateway's own account of the origin:
 * flat, because each would be checked once more otherwise.
 */
export function forwardedHeaders(
  { headers: received, method = "GET" }: Pick<IncomingMessage, "headers" | "method">,
  origin: Origin,
): string[] {
  const named = namedByConnection(received.connection);
  const headers = [
    "host",
    origin.host ?? "",
    "x-forwarded-for",
    origin.clientAddress,
    "x-forwarded-proto",
    origin.scheme,
    "x-forwarded-host",
    origin.host ?? "",
    "x-request-id",
    origin.requestId,
  ];
  for (const name in received) {
    if (!isPassedOn(name) || named?.has(name) === true) continue;
    const value = received[name];
    if (typeof value === "string") headers.push(name, value);
    else for (const each of value ?? []) headers.push(name, each);
  }
  // A body without a length travels in chunks; everything else keeps its own length.
  if (received["transfer-encoding"] !== undefined) headers.push("transfer-encoding", "chunked");
  else if (received["content-length"] === undefined && !withoutBody.has(method)) {
    headers.push("content-length", "0");
  }
  return headers;
}

/** Said between the gateway and the processes behind it. */
const ownHeaders = new Set(["x-request-id", PLACEMENT_HEADER]);

/** The headers of an answer as they are passed to the client: flat, in order, repeats kept. */
export function answerHeaders(
  answer: { readonly fields: readonly string[]; readonly connection: string | undefined },
  requestId: string,
): string[] {
  const named = namedByConnection(answer.connection);
  const { fields } = answer;
  const headers: string[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const lower = name.toLowerCase();
    if (connectionHeaders.has(lower) || ownHeaders.has(lower)) continue;
    if (named?.has(lower) === true) continue;
    headers.push(name, fields[index + 1] ?? "");
  }
  headers.push("x-request-id", requestId);
  return headers;
}

/** The headers that `Connection` names beside the usual ones; mostly nothing. */
function namedByConnection(header: string | undefined): Set<string> | undefined {
  if (header === undefined || connectionHeaders.has(header)) return undefined;
  return new Set(header.split(",").map((name) => name.trim().toLowerCase()));
}
