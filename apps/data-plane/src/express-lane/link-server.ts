import type { Socket } from "node:net";
import {
  answerFrameText,
  FRAME,
  FrameReader,
  frameText,
  LARGEST_ANSWER_FRAME,
  LARGEST_REQUEST_FRAME,
  LINK_PREFACE,
  LinkWriter,
  MalformedFrame,
  MOST_UNDER_WAY,
  readPlainHead,
} from "@grantry/platform";
import type { Answering, LinkedAnswer, PlainHead } from "@grantry/platform";

export interface LinkServerOptions {
  /** What will answer a request, or nothing when it goes the ordinary way. */
  readonly take: (head: PlainHead, socket: Socket) => Answering<LinkedAnswer> | undefined;
  /** Hears of what failed while an answer was made; the link goes on. */
  readonly onFault: (fault: unknown) => void;
}

/** Longer than a gateway keeps a link over which nothing goes. */
const IDLE_MILLISECONDS = 120_000;
/** How long the gateway has to end a link that is closing. */
const PATIENCE_MILLISECONDS = 1_000;

/** The links of gateways to this process: requests are read and answered as frames. */
export class LinkServer {
  readonly #options: LinkServerOptions;
  readonly #open = new Set<ServedLink>();
  #isClosing = false;

  constructor(options: LinkServerOptions) {
    this.#options = options;
  }

  /** Serves a connection whose preface was read; `received` came after it. */
  serve(socket: Socket, received: Buffer): void {
    const link = new ServedLink(socket, this.#options, () => this.#open.delete(link));
    this.#open.add(link);
    if (this.#isClosing) link.close();
    link.receive(received);
  }

  /** Takes nothing more; each link ends once its requests are answered. */
  close(): void {
    this.#isClosing = true;
    for (const link of this.#open) link.close();
  }
}

class ServedLink {
  readonly #socket: Socket;
  readonly #options: LinkServerOptions;
  readonly #writer: LinkWriter;
  readonly #reader: FrameReader;
  #underWay = 0;
  #isClosing = false;

  constructor(socket: Socket, options: LinkServerOptions, onGone: () => void) {
    this.#socket = socket;
    this.#options = options;
    this.#writer = new LinkWriter(socket, this.#onLeave);
    this.#reader = new FrameReader(LARGEST_REQUEST_FRAME, this.#onFrame);
    socket.on("data", (bytes: Buffer) => this.receive(bytes));
    socket.on("drain", () => socket.resume());
    socket.on("timeout", this.#onTimeout);
    socket.on("end", () => this.#end());
    // What it means is decided when the connection has closed.
    socket.on("error", () => undefined);
    socket.on("close", onGone);
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MILLISECONDS);
    socket.write(LINK_PREFACE);
    socket.resume();
  }

  receive(bytes: Buffer): void {
    try {
      if (!this.#socket.destroyed) this.#reader.push(bytes);
    } catch (thrown) {
      if (!(thrown instanceof MalformedFrame)) this.#options.onFault(thrown);
      this.#socket.destroy();
    }
  }

  /** Says that nothing more is taken. The gateway ends the link when it has every answer. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#writer.write(frameText(FRAME.closing, 0, ""));
    this.#endSoon();
  }

  readonly #onFrame = (
    kind: number,
    number: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void => {
    if (kind === FRAME.ping) return this.#writer.write(frameText(FRAME.ping, number, ""));
    if (kind !== FRAME.request) throw new MalformedFrame("a frame that no process is sent");
    const head = readPlainHead(bytes.toString("latin1", start, end));
    const answering = head === undefined ? undefined : this.#take(head, end - start);
    if (head === undefined || answering === undefined) {
      return this.#writer.write(frameText(FRAME.notTaken, number, ""));
    }
    this.#underWay += 1;
    const bodyStart = start + head.headBytes;
    this.#make(number, answering, bodyStart === end ? undefined : bytes.subarray(bodyStart, end));
  };

  #take(head: PlainHead, length: number): Answering<LinkedAnswer> | undefined {
    if (head.headBytes + head.bodyBytes !== length) throw new MalformedFrame("another length");
    if (this.#isClosing || this.#underWay >= MOST_UNDER_WAY) return undefined;
    return this.#options.take(head, this.#socket);
  }

  #make(number: number, answering: Answering<LinkedAnswer>, body: Buffer | undefined): void {
    try {
      const answer = answering(body);
      if (!(answer instanceof Promise)) return this.#send(number, answer);
      answer.then(
        (made) => this.#send(number, made),
        (fault: unknown) => this.#fail(number, fault),
      );
    } catch (fault) {
      this.#fail(number, fault);
    }
  }

  #send(number: number, answer: LinkedAnswer): void {
    const frame = answerFrameText(number, answer);
    if (frame.length > LARGEST_ANSWER_FRAME) {
      return this.#fail(number, new Error("an answer is too large for a link"));
    }
    this.#writer.write(frame);
    this.#settle();
  }

  #fail(number: number, fault: unknown): void {
    this.#options.onFault(fault);
    this.#writer.write(frameText(FRAME.fault, number, ""));
    this.#settle();
  }

  #settle(): void {
    this.#underWay -= 1;
    if (this.#isClosing) this.#endSoon();
  }

  /** Reads no more while its answers are not read. */
  readonly #onLeave = (): void => {
    if (this.#writer.isFull) this.#socket.pause();
  };

  /** The gateway has said all; it may still wait for answers. */
  #end(): void {
    this.#isClosing = true;
    if (this.#underWay === 0) this.#finish();
  }

  #endSoon(): void {
    if (this.#underWay > 0) return;
    if (this.#socket.readableEnded) return this.#finish();
    setTimeout(() => this.#finish(), PATIENCE_MILLISECONDS).unref();
  }

  #finish(): void {
    this.#writer.leave();
    this.#socket.destroySoon();
  }

  readonly #onTimeout = (): void => {
    if (this.#underWay === 0) this.#socket.destroy();
  };
}
