import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { answerHeaders, forwardedHeaders, type Origin } from "./forwarded-headers.js";

/** Why a request could not be passed on. */
export type UpstreamFailure = "unreachable" | "timeout";

const connectMilliseconds = 3_000;
const answerMilliseconds = 60_000;
const idleMilliseconds = 4_000;

/**
 * The processes that answer for one target, behind kept-alive connections. Requests go round; one
 * that nobody has read yet goes to the next process when a connection is refused.
 */
export class Upstream {
  private readonly agent = new http.Agent({
    keepAlive: true,
    maxFreeSockets: 64,
    // Shorter than any server's own, so that a request meets no connection that is being closed.
    timeout: idleMilliseconds,
  });
  private turn = 0;

  constructor(private urls: readonly string[]) {}

  /** Takes over a new list of processes; connections to those that stay are kept. */
  replace(urls: readonly string[]): void {
    this.urls = urls;
  }

  close(): void {
    this.agent.destroy();
  }

  /**
   * Streams `request` to a process and its answer into `response`. Resolves with the status, or
   * with the failure when no answer has begun; an answer that breaks off breaks off for the client.
   */
  async forward(
    request: IncomingMessage,
    response: ServerResponse,
    origin: Origin,
  ): Promise<number | UpstreamFailure> {
    const candidates = this.inTurn();
    let outcome: number | UpstreamFailure = "unreachable";
    for (const url of candidates) {
      const attempt = await this.attempt(url, request, response, origin);
      if (typeof attempt !== "object") return attempt;
      outcome = attempt.failure;
      if (!attempt.mayRepeat || response.destroyed) return outcome;
    }
    return outcome;
  }

  private inTurn(): string[] {
    if (this.urls.length === 0) return [];
    this.turn = (this.turn + 1) % this.urls.length;
    const next = [...this.urls.slice(this.turn), ...this.urls.slice(0, this.turn)];
    // The last one twice: a kept-alive connection may have been closed under the request.
    const last = next.at(-1);
    return last === undefined ? next : [...next, last];
  }

  private async attempt(
    url: string,
    request: IncomingMessage,
    response: ServerResponse,
    origin: Origin,
  ): Promise<number | { failure: UpstreamFailure; mayRepeat: boolean }> {
    const hasBody =
      request.headers["transfer-encoding"] !== undefined ||
      (request.headers["content-length"] ?? "0") !== "0";
    return await new Promise((resolve) => {
      let connected = false;
      const outgoing = http.request(new URL(url), {
        agent: this.agent,
        method: request.method ?? "GET",
        path: request.url ?? "/",
        headers: forwardedHeaders(request, origin),
        setHost: false,
      });
      const fail = (failure: UpstreamFailure): void => {
        const unread = !connected || (outgoing.reusedSocket && !hasBody && isSafe(request.method));
        resolve({ failure, mayRepeat: failure === "unreachable" && unread });
      };
      const abandon = (): void => {
        outgoing.destroy();
      };
      response.once("close", abandon);
      const connectTimer = setTimeout(() => {
        if (!connected) outgoing.destroy();
      }, connectMilliseconds);
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
          // Only now does the body flow: until here another process could still take it.
          if (hasBody) request.pipe(outgoing);
          else outgoing.end();
        };
        if (socket.connecting) socket.once("connect", begin);
        else begin();
      });
      outgoing.once("response", (answer) => {
        settle();
        if (hasBody && !request.complete) takeOff(request, outgoing, response);
        const status = answer.statusCode ?? 502;
        response.writeHead(status, answer.statusMessage, answerHeaders(answer, origin.requestId));
        answer.once("error", () => response.destroy());
        answer.once("close", () => {
          if (!answer.complete) response.destroy();
        });
        answer.pipe(response);
        resolve(status);
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
}

/**
 * An answer that comes before the body was read ends the connection to the client after it: what is
 * left of the body is read away, so that it is never taken for the next request (RFC 9112 §9.3).
 */
function takeOff(
  request: IncomingMessage,
  outgoing: http.ClientRequest,
  response: ServerResponse,
): void {
  response.setHeader("connection", "close");
  request.unpipe(outgoing);
  request.resume();
}

/** Methods that may be sent again without harm (RFC 9110 §9.2.1). */
function isSafe(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}
