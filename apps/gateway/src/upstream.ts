import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { LinkedAnswer, WholeBodyRequest } from "@grantry/platform";
import { ConnectionPool } from "./connection-pool.js";
import type { Origin } from "./forwarded-headers.js";
import { Link } from "./link.js";
import { PassedAnswer } from "./passed-answer.js";
import { requestBytes } from "./request-bytes.js";
import { passStreamed } from "./streamed-request.js";
import type { AnswerTaker, Exchange, Process, UpstreamFailure } from "./upstream-connection.js";
import { WholeAnswer } from "./whole-answer.js";

/** Bodies up to this are passed on in one write with their head; longer ones as they come. */
const wholeBytes = 64 * 1024;
const idleMilliseconds = 4_000;

export type FrequentAnswer = WholeAnswer | LinkedAnswer | UpstreamFailure;

interface Failure {
  readonly failure: UpstreamFailure;
  readonly mayRepeat: boolean;
}

/** A request that is whole, and expected to be answered briefly. */
export interface FrequentRequest {
  readonly method: string;
  /** Head and body, each byte as one character. */
  readonly text: string;
  /** The process answers its like over a link. */
  readonly mayBeLinked: boolean;
}

interface Upstreams {
  readonly process: Process;
  readonly link: Link;
  /** Of frequent requests alone, which the process behind reads in the same short way. */
  readonly frequent: ConnectionPool;
  readonly ordinary: ConnectionPool;
}

/**
 * The processes that answer for one target, behind kept-alive connections. Requests go round; one
 * that nobody has read yet goes to the next process when a connection is refused.
 */
export class Upstream {
  /** For requests whose body is streamed. */
  private readonly agent = new http.Agent({
    keepAlive: true,
    maxFreeSockets: 64,
    // Shorter than any server's own, so that a request meets no connection that is being closed.
    timeout: idleMilliseconds,
  });
  private readonly known = new Map<string, Upstreams>();
  private processes: readonly Upstreams[] = [];
  private turn = 0;

  constructor(urls: readonly string[]) {
    this.replace(urls);
  }

  /** Takes over a new list of processes; connections to those that stay are kept. */
  replace(urls: readonly string[]): void {
    for (const [url, { link, frequent, ordinary }] of this.known) {
      if (urls.includes(url)) continue;
      link.close();
      frequent.close();
      ordinary.close();
      this.known.delete(url);
    }
    this.processes = urls.map((url) => {
      const known = this.known.get(url) ?? openPools(url);
      this.known.set(url, known);
      return known;
    });
  }

  close(): void {
    this.replace([]);
    this.agent.destroy();
  }

  /**
   * Passes `request` on to a process and its answer into `response`. Resolves with the status once
   * the answer is over, or with the failure; an answer that breaks off breaks off for the client.
   * `unwritable`: a character stands in it that no request can have.
   */
  async forward(
    request: WholeBodyRequest,
    response: ServerResponse,
    origin: Origin,
  ): Promise<number | UpstreamFailure | "unwritable"> {
    const isGone = (): boolean => response.destroyed;
    if (!isWhole(request)) {
      const streamed = { agent: this.agent, request, response, origin };
      return await this.tryEach(({ process }) => passStreamed(process, streamed), isGone);
    }
    const body = await wholeBody(request);
    const { method = "GET", url: target = "/", headers } = request;
    const bytes = requestBytes({ method, target, headers, body }, origin);
    if (bytes === undefined) return "unwritable";
    const isRepeatable = body === undefined && isSafe(method);
    return await this.tryEach(({ ordinary }) => {
      const answer = new PassedAnswer(response, origin.requestId);
      return send(ordinary, { method, bytes, isRepeatable }, answer);
    }, isGone);
  }

  /**
   * Asks a frequent request and tells `settle` the whole answer, or why there is none. It goes over
   * the link to the process where there is one that takes it. Without promises, because a few of them
   * cost as much as the rest of it.
   */
  ask(request: FrequentRequest, settle: (answer: FrequentAnswer) => void): void {
    this.askNext(request, this.inTurn(), "unreachable", settle);
  }

  private askNext(
    request: FrequentRequest,
    processes: Upstreams[],
    lastFailure: UpstreamFailure,
    settle: (answer: FrequentAnswer) => void,
  ): void {
    const upstreams = processes.shift();
    if (upstreams === undefined) return settle(lastFailure);
    const { method, text, mayBeLinked } = request;
    const isRepeatable = isSafe(method);
    const fail = ({ failure, mayRepeat }: Failure): void => {
      if (mayRepeat) this.askNext(request, processes, failure, settle);
      else settle(failure);
    };
    const askPlainly = (): void => {
      const answer = new WholeAnswer();
      void send(upstreams.frequent, { method, bytes: text, isRepeatable }, answer).then((outcome) =>
        typeof outcome === "number" ? settle(answer) : fail(outcome),
      );
    };
    const isLinked =
      mayBeLinked &&
      upstreams.link.ask(text, isRepeatable, (outcome) => {
        if (outcome === "not taken") askPlainly();
        else if ("failure" in outcome) fail(outcome);
        else settle(outcome);
      });
    if (!isLinked) askPlainly();
  }

  private async tryEach(
    attempt: (upstreams: Upstreams) => Promise<number | Failure>,
    isGone: () => boolean,
  ): Promise<number | UpstreamFailure> {
    let failure: UpstreamFailure = "unreachable";
    for (const upstreams of this.inTurn()) {
      const outcome = await attempt(upstreams);
      if (typeof outcome !== "object") return outcome;
      ({ failure } = outcome);
      if (!outcome.mayRepeat || isGone()) return failure;
    }
    return failure;
  }

  private inTurn(): Upstreams[] {
    const { processes } = this;
    if (processes.length === 0) return [];
    this.turn = (this.turn + 1) % processes.length;
    const next =
      processes.length === 1
        ? [...processes]
        : [...processes.slice(this.turn), ...processes.slice(0, this.turn)];
    // The last one twice: a kept-alive connection may have been closed under the request.
    const last = next.at(-1);
    if (last !== undefined) next.push(last);
    return next;
  }
}

function send(
  pool: ConnectionPool,
  request: Omit<Exchange, "taker">,
  answer: AnswerTaker,
): Promise<number | Failure> {
  return new Promise((resolve) => {
    let status = 0;
    pool.send({
      ...request,
      taker: {
        sent: (connection) => answer.sent(connection),
        head(head) {
          ({ status } = head);
          answer.head(head);
        },
        body: (piece) => answer.body(piece),
        end() {
          answer.end();
          resolve(status);
        },
        broken() {
          answer.broken();
          resolve({ failure: "unreachable", mayRepeat: false });
        },
        failed(failure, mayRepeat) {
          answer.failed(failure, mayRepeat);
          resolve({ failure, mayRepeat });
        },
      },
    });
  });
}

function openPools(url: string): Upstreams {
  const { hostname, port } = new URL(url);
  const process = { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port || 80) };
  return {
    process,
    link: new Link(process),
    frequent: new ConnectionPool(process),
    ordinary: new ConnectionPool(process),
  };
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

/** Methods that may be sent again without harm (RFC 9110 §9.2.1). */
function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}
