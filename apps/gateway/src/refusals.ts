import { STATUS_CODES, type ServerResponse } from "node:http";

/** An answer of the gateway itself, told apart by the `id` in it. */
export interface Refusal {
  status: number;
  id: string;
  /** What the caller can do about it. */
  reason: string;
}

export const notFound: Refusal = {
  status: 404,
  id: "not_found",
  reason: "Nothing is served at this address.",
};

export const badTarget: Refusal = {
  status: 400,
  id: "bad_request",
  reason: "The request target is malformed.",
};

export const methodNotAllowed: Refusal = {
  status: 405,
  id: "method_not_allowed",
  reason: "This address answers GET and HEAD only.",
};

export const controlPlaneDown: Refusal = {
  status: 503,
  id: "service_unavailable",
  reason: "The control plane is not answering. Projects keep working. Try again in a moment.",
};

export const dataPlaneDown: Refusal = {
  status: 503,
  id: "temporarily_unavailable",
  reason: "The authorization server is not answering. Try again in a moment.",
};

export const upstreamTimeout: Refusal = {
  status: 504,
  id: "gateway_timeout",
  reason: "The answer took too long.",
};

export const consoleMissing: Refusal = {
  status: 503,
  id: "service_unavailable",
  reason: "The console has not been built.",
};

/** Ory's console error shape (contract §5). */
export function refusalBody(refusal: Refusal, requestId: string): string {
  const status = STATUS_CODES[refusal.status] ?? "Error";
  const { id, reason } = refusal;
  const error = { code: refusal.status, status, reason, message: reason, request: requestId, id };
  return JSON.stringify({ error: { ...error, details: {} } });
}

/** A registered OAuth error shape (RFC 6749 §5.2), for addresses of projects. */
export function protocolRefusalBody(refusal: Refusal, requestId: string): string {
  const { id, reason } = refusal;
  return JSON.stringify({ error: id, error_description: reason, request_id: requestId });
}

/** Answers with a refusal, unless an answer has begun already: then the connection is cut. */
export function refuse(
  response: ServerResponse,
  refusal: Refusal,
  requestId: string,
  body: (refusal: Refusal, requestId: string) => string = refusalBody,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const content = body(refusal, requestId);
  response.writeHead(refusal.status, {
    ...refusalHeaders(refusal, requestId, content),
    // What was malformed may not be the last of it: nothing more is read from this connection.
    ...(refusal.status === 400 && { connection: "close" }),
  });
  response.end(response.req.method === "HEAD" ? undefined : content);
}

/** The headers of a refusal, except what it says of its connection. */
export function refusalHeaders(
  refusal: Refusal,
  requestId: string,
  content: string,
): Record<string, string | number> {
  return {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(content),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    ...(refusal.status === 405 && { allow: "GET, HEAD" }),
    ...(refusal.status === 503 && { "retry-after": "1" }),
  };
}
