import type { Socket } from "node:net";
import { LINK_PREFACE } from "./link-frames.js";
import { readPlainHead } from "./plain-request.js";
import type { PlainHead } from "./plain-request.js";

/** An answer ready for the line: status line, header fields and body. */
export interface PlainAnswer {
  readonly text: string;
  readonly encoding: "latin1" | "utf8";
}

/** What answers a request; it is given the body. */
export type Answering<Answer = PlainAnswer> = (
  body: Buffer | undefined,
) => Answer | Promise<Answer>;

export interface PlainConnectionsOptions {
  /** What will answer a request, or nothing when it is not a frequent one. */
  readonly take: (head: PlainHead, socket: Socket) => Answering | undefined;
  /** Serves a connection the ordinary way, from its next byte on. */
  readonly leave: (socket: Socket) => void;
  /** Serves a connection that began as a link, from after its preface on. Absent: there are none. */
  readonly link?: (socket: Socket, received: Buffer) => void;
  /** Whether connections end with their next answer, which says so (RFC 9112 §9.6). */
  readonly isClosing: () => boolean;
  /** Hears of what failed while an answer was made; its connection is cut off. */
  readonly onFault: (fault: unknown) => void;
  /** A connection without a request under way ends after this. */
  readonly idleMilliseconds: number;
  readonly largestBodyBytes: number;
}

/**
 * Connections whose requests are all plain and frequent ones: they are read and answered without
 * `node:http`, whose request and response objects take more time than such an answer. At the first
 * request that is anything else, a connection is left to `node:http` for good, with every byte from
 * the beginning of that request.
 */
export class PlainConnections {
  readonly #options: PlainConnectionsOptions;
  readonly #open = new Set<PlainConnection>();
  readonly #departures = new Departures();

  constructor(options: PlainConnectionsOptions) {
    this.#options = options;
  }

  /** Reads and answers from now on. */
  serve(socket: Socket): void {
    const connection = new PlainConnection(socket, this.#options, this.#departures, () => {
      this.#open.delete(connection);
    });
    this.#open.add(connection);
  }

  /** Ends the connections on which nothing is under way. */
  closeIdle(): void {
    for (const connection of this.#open) connection.endIfIdle();
  }
}

/**
 * Answers of one turn of the event loop leave together. A write wakes whoever waits for it, which costs
 * as much as the rest of a write; written one by one, each would find its reader asleep again.
 */
class Departures {
  #waiting: PlainConnection[] = [];

  add(connection: PlainConnection): void {
    this.#waiting.push(connection);
    if (this.#waiting.length === 1) setImmediate(this.#depart);
  }

  readonly #depart = (): void => {
    const departing = this.#waiting;
    this.#waiting = [];
    for (const connection of departing) connection.depart();
  };
}

/** How long a body is waited for here. */
const PATIENCE_MILLISECONDS = 1_000;

class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainConnectionsOptions;
  readonly #departures: Departures;
  readonly #onGone: () => void;
  /** Nothing has come yet that was a request. */
  #isFresh = true;
  /** The beginning of a request whose body is still on its way, and how many bytes make it whole. */
  #begun: Buffer | undefined;
  #awaited = 0;
  #patience: NodeJS.Timeout | undefined;
  /**
   * An answer is being made or waits to leave, or its reader does not keep up. What comes meanwhile
   * waits in the socket.
   */
  #isBusy = false;
  #answer: PlainAnswer | undefined;
  #hasEnded = false;

  constructor(
    socket: Socket,
    options: PlainConnectionsOptions,
    departures: Departures,
    onGone: () => void,
  ) {
    this.#socket = socket;
    this.#options = options;
    this.#departures = departures;
    this.#onGone = onGone;
    for (const [event, listener] of this.#listeners()) socket.on(event, listener);
    socket.setTimeout(options.idleMilliseconds);
  }

  readonly endIfIdle = (): void => {
    if (!this.#isBusy && this.#begun === undefined) this.#socket.destroy();
  };

  #listeners(): readonly (readonly [event: string, listener: (given: Buffer) => void])[] {
    return [
      ["data", this.#onData],
      ["end", this.#onEnd],
      ["drain", this.#onDrain],
      ["timeout", this.#onTimeout],
      ["error", ignore],
      ["close", this.#onGone],
    ];
  }

  readonly #onData = (received: Buffer): void => {
    if (this.#isBusy) return this.#postpone(received);
    const bytes = this.#begun === undefined ? received : Buffer.concat([this.#begun, received]);
    this.#begun = undefined;
    if (bytes.length < this.#awaited) this.#begun = bytes;
    else this.#read(bytes);
  };

  /** Reads one request; those behind it wait until it is answered (RFC 9112 §9.3.2). */
  #read(bytes: Buffer): void {
    const { take, largestBodyBytes } = this.#options;
    if (this.#isFresh && bytes[0] === LINK_PREFACE[0]) return this.#readPreface(bytes);
    this.#isFresh = false;
    const head = readPlainHead(bytes.toString("latin1"));
    if (head === undefined || head.bodyBytes > largestBodyBytes) return this.#leave(bytes);
    const end = head.headBytes + head.bodyBytes;
    if (bytes.length < end) return this.#await(bytes, end);
    this.#awaited = 0;
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const answering = take(head, this.#socket);
    if (answering === undefined) return this.#leave(bytes);
    this.#make(answering, head.bodyBytes === 0 ? undefined : bytes.subarray(head.headBytes, end));
    if (bytes.length > end) this.#postpone(bytes.subarray(end));
  }

  /** A link begins with its preface and nothing else; it can not begin later on a connection. */
  #readPreface(bytes: Buffer): void {
    const { link } = this.#options;
    const said = bytes.subarray(0, LINK_PREFACE.length);
    if (link === undefined || !LINK_PREFACE.subarray(0, said.length).equals(said)) {
      return this.#leave(bytes);
    }
    if (said.length < LINK_PREFACE.length) return this.#await(bytes, LINK_PREFACE.length);
    this.#letGo();
    link(this.#socket, bytes.subarray(LINK_PREFACE.length));
  }

  #await(bytes: Buffer, length: number): void {
    this.#begun = bytes;
    this.#awaited = length;
    this.#patience ??= setTimeout(this.#onLate, PATIENCE_MILLISECONDS).unref();
  }

  #make(answering: Answering, body: Buffer | undefined): void {
    this.#isBusy = true;
    try {
      const answer = answering(body);
      if (answer instanceof Promise) answer.then(this.#send, this.#fail);
      else this.#send(answer);
    } catch (fault) {
      this.#fail(fault);
    }
  }

  readonly #send = (answer: PlainAnswer): void => {
    this.#answer = answer;
    this.#departures.add(this);
  };

  /** Writes the answer and goes on with what was sent meanwhile. */
  depart(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer === undefined || this.#socket.destroyed) return;
    this.#isBusy = !this.#socket.write(answer.text, answer.encoding);
    if (this.#options.isClosing()) this.#socket.destroySoon();
    else this.#goOn();
  }

  readonly #fail = (fault: unknown): void => {
    this.#isBusy = true;
    this.#options.onFault(fault);
    this.#socket.destroy();
  };

  #goOn(): void {
    if (this.#isBusy) return;
    if (this.#hasEnded) this.#socket.end();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** Gives bytes back to the socket, which hands them out again, and its end after them. */
  #postpone(bytes: Buffer): void {
    this.#socket.pause();
    this.#socket.unshift(bytes);
  }

  /** Whoever sends a body slowly is left to `node:http`, which has limits for that (RFC 9110 §15.5.9). */
  readonly #onLate = (): void => {
    if (this.#begun !== undefined && !this.#socket.destroyed) this.#leave(this.#begun);
  };

  /** From these bytes on the connection is not ours. */
  #leave(bytes: Buffer): void {
    this.#letGo();
    this.#socket.unshift(bytes);
    this.#options.leave(this.#socket);
  }

  #letGo(): void {
    clearTimeout(this.#patience);
    for (const [event, listener] of this.#listeners()) this.#socket.off(event, listener);
    this.#socket.setTimeout(0);
    this.#onGone();
  }

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    if (!this.#isBusy) this.#socket.end();
  };

  /** A body that does not come is waited for no longer than a request. */
  readonly #onTimeout = (): void => {
    if (!this.#isBusy) this.#socket.destroy();
  };

  readonly #onDrain = (): void => {
    this.#isBusy = false;
    this.#goOn();
  };
}

function ignore(): void {}
