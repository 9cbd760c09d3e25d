import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { WholeBodyRequest } from "@grantry/platform";
import { answerHeaders, forwardedHeaders, type Origin } from "./forwarded-headers.js";

/** Why a request could not be passed on. */
export type UpstreamFailure = "unreachable" | "timeout";

const connectMilliseconds = 3_000;
const answerMilliseconds = 60_000;
const idleMilliseconds = 4_000;

/** Bodies up to this are passed on in one write with their head; longer ones as they come. */
const wholeBytes = 64 * 1024;

/** A body in one piece, nothing, or the request itself when it is to be streamed. */
type Body = Buffer | undefined | "streamed";

interface Process {
  readonly url: string;
  readonly host: string;
  readonly port: string;
}

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
  private processes: readonly Process[];
  private turn = 0;

  constructor(urls: readonly string[]) {
    this.processes = urls.map(asProcess);
  }

  /** Takes over a new list of processes; connections to those that stay are kept. */
  replace(urls: readonly string[]): void {
    this.processes = urls.map(asProcess);
  }

  close(): void {
    this.agent.destroy();
  }

  /**
   * Passes `request` on to a process and its answer into `response`. Resolves with the status, or
   * with the failure when no answer has begun; an answer that breaks off breaks off for the client.
   */
  async forward(
    request: WholeBodyRequest,
    response: ServerResponse,
    origin: Origin,
  ): Promise<number | UpstreamFailure> {
    const body = isWhole(request) ? await wholeBody(request) : "streamed";
    let outcome: number | UpstreamFailure = "unreachable";
    for (const process of this.inTurn()) {
      const attempt = await this.attempt(process, { request, response, origin, body });
      if (typeof attempt !== "object") return attempt;
      outcome = attempt.failure;
      if (!attempt.mayRepeat || response.destroyed) return outcome;
    }
    return outcome;
  }

  private inTurn(): Process[] {
    if (this.processes.length === 0) return [];
    this.turn = (this.turn + 1) % this.processes.length;
    const next = [...this.processes.slice(this.turn), ...this.processes.slice(0, this.turn)];
    // The last one twice: a kept-alive connection may have been closed under the request.
    const last = next.at(-1);
    return last === undefined ? next : [...next, last];
  }

  private async attempt(
    { host, port }: Process,
    { request, response, origin, body }: Passed,
  ): Promise<number | { failure: UpstreamFailure; mayRepeat: boolean }> {
    const hasBody = body !== undefined;
    return await new Promise((resolve) => {
      let connected = false;
      const outgoing = http.request({
        agent: this.agent,
        host,
        port,
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
          // Only now does a streamed body flow: until here another process could still take it.
          if (body === "streamed") request.pipe(outgoing);
          else outgoing.end(body);
        };
        if (!socket.connecting) return begin();
        socket.once("connect", begin);
        connectTimer = setTimeout(abandon, connectMilliseconds);
      });
      outgoing.once("response", (answer) => {
        settle();
        if (body === "streamed" && !request.complete) takeOff(request, outgoing, response);
        passBack(answer, response, origin.requestId);
        resolve(answer.statusCode ?? 502);
      });
      outgoing.once("error", () => {
        settle();
        if (body === "streamed") request.unpipe(outgoing);
        response.off("close", abandon);
        fail("unreachable");
      });
      outgoing.once("close", settle);
    });
  }
}

interface Passed {
  readonly request: WholeBodyRequest;
  readonly response: ServerResponse;
  readonly origin: Origin;
  readonly body: Body;
}

function asProcess(url: string): Process {
  const { hostname: host, port } = new URL(url);
  return { url, host: host.replace(/^\[(.*)\]$/, "$1"), port };
}

/** Whether a body is known to be short, or absent. */
function isWhole({ headers }: IncomingMessage): boolean {
  if (headers["transfer-encoding"] !== undefined || headers.upgrade !== undefined) return false;
  return Number(headers["content-length"] ?? 0) <= wholeBytes;
}

function wholeBody(request: WholeBodyRequest): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    request.takeBody(resolve);
  });
}

/** An answer that arrived in one piece goes out in one write, which costs half of two. */
function passBack(answer: IncomingMessage, response: ServerResponse, requestId: string): void {
  const status = answer.statusCode ?? 502;
  const headers = answerHeaders(answer, requestId);
  const length = answer.headers["content-length"];
  answer.once("error", () => response.destroy());
  answer.once("close", () => {
    if (!answer.complete) response.destroy();
  });
  const begin = (): void => {
    response.writeHead(status, answer.statusMessage, headers);
  };
  const isShort = length !== undefined && Number(length) <= wholeBytes;
  if (!isShort || length === "0" || response.req.method === "HEAD") {
    begin();
    answer.pipe(response);
    return;
  }
  answer.once("data", (piece: Buffer) => {
    begin();
    // Latin-1 gives every byte as it came, and head and body become one string.
    if (piece.length === Number(length)) {
      response.end(piece.toString("latin1"), "latin1");
      return;
    }
    response.write(piece);
    answer.pipe(response);
  });
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

/** Methods that may be sent again without harm (RFC 9110 §9.2.1). */
function isSafe(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}
