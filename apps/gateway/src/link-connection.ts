import net, { type Socket } from "node:net";
import {
  FRAME,
  FrameReader,
  frameText,
  LARGEST_ANSWER_FRAME,
  LARGEST_REQUEST_FRAME,
  LINK_PREFACE,
  LinkWriter,
  MalformedFrame,
  MOST_UNDER_WAY,
  readAnswerFrame,
  type LinkedAnswer,
} from "@grantry/platform";
import { AskedRequests } from "./asked-requests.js";
import type { Process, UpstreamFailure } from "./upstream-connection.js";

/** What becomes of a request over a link. After `not taken` nothing was done with it. */
export type LinkOutcome =
  | LinkedAnswer
  | "not taken"
  | { readonly failure: UpstreamFailure; readonly mayRepeat: boolean };

/** Why a link takes no more requests: it broke, one end wants no more, or it never was one. */
export type LinkEnd = "lost" | "over" | "unknown";

const connectMilliseconds = 3_000;
/** How long an answer may take, and how long a link without requests is kept, in ticks. */
const answerTicks = 60;
const idleTicks = 60;
const keepAliveMilliseconds = 15_000;
const readBytes = 64 * 1024;
/** The number after which a link is over, so that no number comes twice. */
const lastNumber = 0xffff_fff0;

/**
 * One connection over which many requests are under way at once. Answers come in whatever order they
 * are ready.
 */
export class LinkConnection {
  readonly #socket: Socket;
  readonly #writer: LinkWriter;
  readonly #reader = new FrameReader(LARGEST_ANSWER_FRAME, (...frame) => this.#onFrame(...frame));
  readonly #asked = new AskedRequests();
  readonly #connecting: NodeJS.Timeout;
  readonly #ticking: NodeJS.Timeout;
  #onEnd: ((end: LinkEnd) => void) | undefined;
  /** What came of the preface of the other end; nothing once it is whole. */
  #preface: Buffer | undefined = Buffer.alloc(0);
  /** The number of the last request that was given to the socket. */
  #lastGone = 0;
  #tick = 0;
  #idleSince = 0;
  /** Whether bytes came since the last tick, and whether the process owes a sign of life. */
  #hasHeard = false;
  #isPinged = false;
  #isSilent = false;

  /** `onEnd`: called once, when no request may go over it any more. */
  constructor(process: Process, tickMilliseconds: number, onEnd: (end: LinkEnd) => void) {
    this.#onEnd = onEnd;
    const socket = net.connect({
      host: process.host,
      port: process.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMilliseconds,
      // One buffer for every read: what is left of a chunk is copied by whoever reads frames.
      onread: {
        buffer: Buffer.allocUnsafeSlow(readBytes),
        callback: (length, buffer) => {
          this.#receive(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          return true;
        },
      },
    });
    this.#socket = socket;
    this.#writer = new LinkWriter(socket, () => {
      this.#lastGone = this.#asked.lastNumber;
    });
    socket.write(LINK_PREFACE);
    this.#connecting = setTimeout(() => socket.destroy(), connectMilliseconds);
    this.#ticking = setInterval(() => this.#onTick(), tickMilliseconds).unref();
    // What it means is decided when the connection has closed.
    socket.on("error", () => undefined);
    socket.once("close", () => this.#lose());
  }

  /** Whether it takes a request of so many bytes. */
  takes(bytes: number): boolean {
    return (
      this.#onEnd !== undefined &&
      this.#preface === undefined &&
      !this.#isSilent &&
      bytes <= LARGEST_REQUEST_FRAME &&
      this.#asked.size < MOST_UNDER_WAY &&
      !this.#writer.isFull
    );
  }

  /** Sends a request that it takes: head and body, each byte one character. */
  ask(request: string, isRepeatable: boolean, settle: (outcome: LinkOutcome) => void): void {
    const untilTick = this.#tick + answerTicks;
    const number = this.#asked.add({ isRepeatable, untilTick, settle });
    this.#writer.write(frameText(FRAME.request, number, request));
    if (number >= lastNumber) this.close("over");
  }

  /** Ends it once nothing is under way. */
  close(end: LinkEnd = "over"): void {
    this.#tellEnd(end);
    if (this.#asked.size > 0) return;
    this.#writer.leave();
    this.#socket.end();
  }

  #receive(bytes: Buffer): void {
    this.#hasHeard = true;
    this.#isPinged = false;
    this.#isSilent = false;
    try {
      const frames = this.#preface === undefined ? bytes : this.#readPreface(this.#preface, bytes);
      if (frames.length > 0) this.#reader.push(frames);
    } catch (thrown) {
      if (!(thrown instanceof MalformedFrame)) throw thrown;
      this.#socket.destroy();
    }
  }

  /** What comes after the preface. */
  #readPreface(begun: Buffer, received: Buffer): Buffer {
    const bytes = Buffer.concat([begun, received]);
    const said = bytes.subarray(0, LINK_PREFACE.length);
    if (!LINK_PREFACE.subarray(0, said.length).equals(said)) {
      this.#tellEnd("unknown");
      throw new MalformedFrame("no link");
    }
    if (said.length < LINK_PREFACE.length) this.#preface = bytes;
    else {
      this.#preface = undefined;
      clearTimeout(this.#connecting);
    }
    return bytes.subarray(said.length);
  }

  #onFrame(kind: number, number: number, bytes: Buffer, start: number, end: number): void {
    switch (kind) {
      case FRAME.answer:
        return this.#settle(number, readAnswerFrame(bytes, start, end));
      case FRAME.notTaken:
        return this.#settle(number, "not taken");
      case FRAME.fault:
        return this.#settle(number, "fault");
      case FRAME.closing:
        return this.close();
      case FRAME.ping:
        return;
      default:
        throw new MalformedFrame("a frame that no gateway is sent");
    }
  }

  #settle(number: number, outcome: LinkedAnswer | "not taken" | "fault"): void {
    const asked = this.#asked.take(number);
    // Given up meanwhile, unless it never was.
    if (asked === undefined) {
      if (number > this.#asked.lastNumber) {
        throw new MalformedFrame("an answer that nobody asked for");
      }
      return;
    }
    const { isRepeatable, settle } = asked;
    settle(outcome === "fault" ? { failure: "unreachable", mayRepeat: isRepeatable } : outcome);
    if (this.#asked.size > 0) return;
    this.#idleSince = this.#tick;
    if (this.#onEnd === undefined) this.close();
  }

  #onTick(): void {
    this.#tick += 1;
    this.#giveUp();
    if (this.#asked.size === 0) {
      const isIdle = this.#tick - this.#idleSince >= idleTicks;
      // Nobody knows whether a silent one still stands, nor one that does not end.
      if (this.#isSilent || (isIdle && this.#onEnd === undefined)) this.#socket.destroy();
      else if (isIdle) this.close();
    } else if (!this.#hasHeard && this.#preface === undefined) this.#listen();
    this.#hasHeard = false;
  }

  /** Answers that have taken too long are not waited for. */
  #giveUp(): void {
    for (const { settle } of this.#asked.takeUntil(this.#tick)) {
      this.#idleSince = this.#tick;
      settle({ failure: "timeout", mayRepeat: false });
    }
  }

  /** Over a link whose other end gives no sign of life nothing more is sent until it does. */
  #listen(): void {
    if (this.#isPinged) this.#isSilent = true;
    else this.#writer.write(frameText(FRAME.ping, 0, ""));
    this.#isPinged = true;
  }

  /** Whoever waits learns what became of it: what never left was read by nobody. */
  #lose(): void {
    clearTimeout(this.#connecting);
    clearInterval(this.#ticking);
    this.#tellEnd("lost");
    for (const { number, isRepeatable, settle } of this.#asked.takeUntil(Infinity)) {
      settle({ failure: "unreachable", mayRepeat: isRepeatable || number > this.#lastGone });
    }
  }

  #tellEnd(end: LinkEnd): void {
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.(end);
  }
}
