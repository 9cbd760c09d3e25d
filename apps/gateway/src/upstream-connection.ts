import net, { type Socket } from "node:net";
import { AnswerReader, type AnswerHead } from "./answer-reader.js";

/** Why a request could not be passed on. */
export type UpstreamFailure = "unreachable" | "timeout";

/** A process behind the gateway. */
export interface Process {
  readonly host: string;
  readonly port: number;
}

/** What becomes of an answer. */
export interface AnswerTaker {
  /** The request went over this connection. */
  sent(connection: UpstreamConnection): void;
  head(head: AnswerHead): void;
  body(piece: Buffer): void;
  end(): void;
  /** The answer broke off after its head. */
  broken(): void;
  /** No answer has begun; `mayRepeat` when nobody has read the request. */
  failed(failure: UpstreamFailure, mayRepeat: boolean): void;
}

/** A request that is whole. */
export interface Exchange {
  readonly method: string;
  /** Head and body, each byte as one character or as it is. */
  readonly bytes: string | Buffer;
  /** The request may be sent a second time without harm (RFC 9110 §9.2.1). */
  readonly isRepeatable: boolean;
  readonly taker: AnswerTaker;
}

const connectMilliseconds = 3_000;
const answerMilliseconds = 60_000;
/** Shorter than any server's own, so that a request meets no connection that is being closed. */
const idleMilliseconds = 4_000;

/**
 * A kept-alive connection to a process: one request in one write, then its answer, read as it comes.
 * `node:http` takes four times as long for the same.
 */
export class UpstreamConnection {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader();
  readonly #onIdle: (connection: UpstreamConnection) => void;
  readonly #onGone: (connection: UpstreamConnection) => void;
  #exchange: Exchange | undefined;
  #hasBegun = false;
  #isConnected = false;
  /** Whether a request went over it before the one under way. */
  #isUsed = false;
  #isGone = false;
  #until = 0;

  constructor(
    process: Process,
    onIdle: (connection: UpstreamConnection) => void,
    onGone: (connection: UpstreamConnection) => void,
  ) {
    this.#onIdle = onIdle;
    this.#onGone = onGone;
    const socket = net.connect({ host: process.host, port: process.port, noDelay: true });
    this.#socket = socket;
    const connecting = setTimeout(() => this.destroy(), connectMilliseconds);
    socket.once("connect", () => {
      this.#isConnected = true;
      clearTimeout(connecting);
    });
    socket.on("data", (bytes: Buffer) => this.#receive(() => this.#reader.push(bytes)));
    socket.on("end", () => this.#receive(() => this.#reader.close()));
    // What it means is decided when the connection has closed.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearTimeout(connecting);
      this.destroy();
      this.#fail("unreachable");
    });
  }

  /** Sends a request; the connection must have none under way. */
  send(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#hasBegun = false;
    this.#until = Date.now() + answerMilliseconds;
    const { taker } = exchange;
    this.#reader.expect(exchange.method, {
      head: (head) => {
        this.#hasBegun = true;
        taker.head(head);
      },
      body: (piece) => taker.body(piece),
      end: () => {
        this.#exchange = undefined;
        this.#isUsed = true;
        // Whoever reads the end of an answer slowly does not hold up the next one.
        if (this.#socket.isPaused()) this.#socket.resume();
        taker.end();
      },
    });
    taker.sent(this);
    if (typeof exchange.bytes === "string") this.#socket.write(exchange.bytes, "latin1");
    else this.#socket.write(exchange.bytes);
  }

  /** Whoever reads the answer does not keep up. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends the connection and what is under way on it; from now on nothing is sent over it. */
  destroy(): void {
    if (!this.#isGone) this.#onGone(this);
    this.#isGone = true;
    this.#socket.destroy();
  }

  /** Gives up what has waited too long at an instant in milliseconds. */
  expire(now: number): void {
    if (this.#exchange === undefined) {
      if (this.#isUsed && now >= this.#until) this.destroy();
      return;
    }
    if (this.#hasBegun || now < this.#until) return;
    this.#fail("timeout");
    this.destroy();
  }

  #receive(read: () => void): void {
    try {
      read();
    } catch {
      this.destroy();
      return;
    }
    if (this.#exchange !== undefined || this.#isGone) return;
    if (!this.#reader.isReusable || this.#socket.readableEnded) {
      this.destroy();
      return;
    }
    this.#until = Date.now() + idleMilliseconds;
    this.#onIdle(this);
  }

  #fail(failure: UpstreamFailure): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    if (this.#hasBegun) {
      exchange.taker.broken();
      return;
    }
    const unread = !this.#isConnected || (this.#isUsed && exchange.isRepeatable);
    exchange.taker.failed(failure, failure === "unreachable" && unread);
  }
}
