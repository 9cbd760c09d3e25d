import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { answerHeaders, forwardedHeaders, type Origin } from "./forwarded-headers.js";
import type { Process, UpstreamFailure } from "./upstream-connection.js";

const connectMilliseconds = 3_000;
const answerMilliseconds = 60_000;

export interface StreamedRequest {
  readonly agent: http.Agent;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly origin: Origin;
}

/**
 * Passes a request on whose body is long or of unknown length, as it comes. Resolves with the status
 * once an answer has begun, and whether another process may be asked where none has.
 */
export async function passStreamed(
  { host, port }: Process,
  { agent, request, response, origin }: StreamedRequest,
): Promise<number | { failure: UpstreamFailure; mayRepeat: boolean }> {
  return await new Promise((resolve) => {
    let connected = false;
    const outgoing = http.request({
      agent,
      host,
      port,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: forwardedHeaders(request, origin),
      setHost: false,
    });
    const fail = (failure: UpstreamFailure): void => {
      resolve({ failure, mayRepeat: failure === "unreachable" && !connected });
    };
    const abandon = (): void => {
      outgoing.destroy();
    };
    response.once("close", abandon);
    let connectTimer: NodeJS.Timeout | undefined;
    const answerTimer = setTimeout(() => {
      fail("timeout");
      outgoing.destroy();
    }, answerMilliseconds);
    const settle = (): void => {
      clearTimeout(connectTimer);
      clearTimeout(answerTimer);
    };
    outgoing.once("socket", (socket) => {
      const begin = (): void => {
        connected = true;
        clearTimeout(connectTimer);
        // Only now does the body flow: until here another process could still take it.
        request.pipe(outgoing);
      };
      if (!socket.connecting) return begin();
      socket.once("connect", begin);
      connectTimer = setTimeout(abandon, connectMilliseconds);
    });
    outgoing.once("response", (answer) => {
      settle();
      if (!request.complete) takeOff(request, outgoing, response);
      passBack(answer, response, origin.requestId);
      resolve(answer.statusCode ?? 502);
    });
    outgoing.once("error", () => {
      settle();
      request.unpipe(outgoing);
      response.off("close", abandon);
      fail("unreachable");
    });
    outgoing.once("close", settle);
  });
}

function passBack(answer: IncomingMessage, response: ServerResponse, requestId: string): void {
  const { connection } = answer.headers;
  const headers = answerHeaders({ fields: answer.rawHeaders, connection }, requestId);
  answer.once("error", () => response.destroy());
  answer.once("close", () => {
    if (!answer.complete) response.destroy();
  });
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  answer.pipe(response);
}

/**
 * An answer that comes before the body was read ends the connection to the client after it: what is
 * left of the body is read away, so that it is never taken for the next request (RFC 9112 §9.3).
 */
function takeOff(
  request: IncomingMessage,
  outgoing: ClientRequest,
  response: ServerResponse,
): void {
  response.setHeader("connection", "close");
  request.unpipe(outgoing);
  request.resume();
}
