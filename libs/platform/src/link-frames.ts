/**
 * The frames of a link: one connection between the gateway and a process behind it, over which many
 * requests are under way at once. HTTP/1.1 has one at a time, so each costs a write and a read of its
 * own at both ends, which is most of what a frequent request takes the gateway. Frames are ours for
 * that alone: what stands in them is read by the one reader of plain requests.
 *
 * A frame is the length of its payload (4 bytes, the highest first), its kind (1 byte), the number of
 * its request (4 bytes) and the payload.
 */

/**
 * The first bytes of a link, which both ends say: no HTTP message begins with NUL, so whoever does not
 * know links answers 400 (RFC 9112 §2.2).
 */
export const LINK_PREFACE = Buffer.from("\0GRANTRY-LINK/1\r\n", "latin1");

/** What a frame says. */
export const FRAME = {
  /** To the process: a request, whose bytes are those of HTTP/1.1 (RFC 9112 §3). */
  request: 1,
  /** To the gateway: an answer (`LinkedAnswer`), with the length of its head in front (4 bytes). */
  answer: 2,
  /** To the gateway: nothing was done with the request; it goes the ordinary way. */
  notTaken: 3,
  /** To the gateway: the request was read, and there is no answer. */
  fault: 4,
  /** To the gateway: nothing more is taken over this link; what is under way is answered. */
  closing: 5,
  /** To the process, which says the same again: whether anybody is there. */
  ping: 6,
} as const;

/** A longer request goes over a connection of its own. */
export const LARGEST_REQUEST_FRAME = 48 * 1024;
export const LARGEST_ANSWER_FRAME = 4 * 1024 * 1024;
/** Requests under way on one link. */
export const MOST_UNDER_WAY = 1_024;

/**
 * An answer as it goes over a link: without what only the connection to the client decides
 * (`Connection`, RFC 9112 §9.6), and without `X-Request-Id` and `Content-Length`, which the gateway
 * writes itself. Each byte is one character.
 */
export interface LinkedAnswer {
  /** Status line and field lines, each with its end; without the empty line after them. */
  readonly head: string;
  readonly body: string;
}

/** Bytes that are no frame, or not one that may come here. */
export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
}

const HEADER_BYTES = 9;
const LENGTH_BYTES = 4;

/** A frame as text, each byte one character. */
export function frameText(kind: number, number: number, payload: string): string {
  return headerText(payload.length, kind, number) + payload;
}

/** The frame of an answer. */
export function answerFrameText(number: number, { head, body }: LinkedAnswer): string {
  const bytes = LENGTH_BYTES + head.length + body.length;
  return headerText(bytes, FRAME.answer, number) + uint32Text(head.length) + head + body;
}

/** Reads the payload of an answer. @throws MalformedFrame */
export function readAnswerFrame(bytes: Buffer, start: number, end: number): LinkedAnswer {
  const headEnd = end - start < LENGTH_BYTES ? -1 : bytes.readUInt32BE(start);
  const text = bytes.toString("latin1", start + LENGTH_BYTES, end);
  if (headEnd < 0 || headEnd > text.length) throw new MalformedFrame("an answer without a head");
  return { head: text.slice(0, headEnd), body: text.slice(headEnd) };
}

function headerText(length: number, kind: number, number: number): string {
  return String.fromCharCode(
    length >>> 24,
    (length >>> 16) & 0xff,
    (length >>> 8) & 0xff,
    length & 0xff,
    kind,
    number >>> 24,
    (number >>> 16) & 0xff,
    (number >>> 8) & 0xff,
    number & 0xff,
  );
}

function uint32Text(value: number): string {
  return String.fromCharCode(
    value >>> 24,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  );
}

/** Is given each frame: its payload is what stands in `bytes` from `start` to `end`. */
export type FrameTaker = (
  kind: number,
  number: number,
  bytes: Buffer,
  start: number,
  end: number,
) => void;

/** Takes frames from what a connection received, however it was cut. */
export class FrameReader {
  readonly #largest: number;
  readonly #take: FrameTaker;
  /** The beginning of a frame that is not whole, in pieces, and how many bytes are worth a look. */
  #begun: Buffer[] = [];
  #held = 0;
  #awaited = 0;

  /** `largest`: bytes of a payload. */
  constructor(largest: number, take: FrameTaker) {
    this.#largest = largest;
    this.#take = take;
  }

  /**
   * What is `received` may be overwritten afterwards.
   * @throws MalformedFrame, and whatever `take` throws; nothing may be pushed after that.
   */
  push(received: Buffer): void {
    if (this.#held === 0) return this.#read(received);
    this.#begun.push(Buffer.from(received));
    this.#held += received.length;
    if (this.#held < this.#awaited) return;
    const bytes = Buffer.concat(this.#begun);
    this.#begun = [];
    this.#held = 0;
    this.#read(bytes);
  }

  #read(bytes: Buffer): void {
    let at = 0;
    let awaited = HEADER_BYTES;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = bytes.readUInt32BE(at);
      if (length > this.#largest) throw new MalformedFrame("the frame is too large");
      const start = at + HEADER_BYTES;
      if (bytes.length - start < length) {
        awaited += length;
        break;
      }
      this.#take(bytes.readUInt8(at + 4), bytes.readUInt32BE(at + 5), bytes, start, start + length);
      at = start + length;
    }
    if (at === bytes.length) return;
    this.#begun.push(Buffer.from(bytes.subarray(at)));
    this.#held = bytes.length - at;
    this.#awaited = awaited;
  }
}
