/** The head of an answer (RFC 9112 §4). */
export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  /** Names and values in turn, as they came. */
  readonly fields: readonly string[];
  /** The value of `Connection`. */
  readonly connection: string | undefined;
  /** How its body ends (RFC 9112 §6.3); a number is its length in bytes. */
  readonly framing: number | "chunked" | "until-close";
}

/** What is told of an answer as it arrives: one head, pieces of the body, one end. */
export interface AnswerListener {
  head(head: AnswerHead): void;
  body(piece: Buffer): void;
  end(): void;
}

/** An answer that could be read in two ways, or in none. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

const LARGEST_HEAD_BYTES = 64 * 1024;
const LARGEST_CHUNK_LINE_BYTES = 1024;
const HEAD_END = "\r\n\r\n";
const LINE_END = "\r\n";

/** One look over the whole head; `latin1` text shows every byte above ASCII as one character. */
const HEAD =
  /^HTTP\/1\.([01]) ([1-5]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*)\r\n$/;
const CHUNK_SIZE = /^([0-9A-Fa-f]{1,8})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;
const LENGTH = /^\d{1,15}$/;

type State =
  | "head"
  | "counted"
  | "until-close"
  | "size"
  | "chunk"
  | "chunk-end"
  | "trailer"
  | "over";

/**
 * Reads the answers on one connection, one after the other, strictly: whatever RFC 9112 does not let
 * a server send is a `MalformedAnswer`, and so are bytes that nobody asked for. Interim answers
 * (RFC 9110 §15.2) are read over.
 */
export class AnswerReader {
  #state: State = "over";
  #method = "GET";
  #listener: AnswerListener | undefined;
  /** The beginning of a head or of a line that is not whole. */
  #begun: Buffer | undefined;
  #left = 0;
  #isLast = false;

  /** Whether the connection can carry another request after this answer. */
  get isReusable(): boolean {
    return this.#state === "over" && !this.#isLast;
  }

  /** The next bytes are the answer to a request of this method. */
  expect(method: string, listener: AnswerListener): void {
    this.#state = "head";
    this.#method = method;
    this.#listener = listener;
    this.#begun = undefined;
    this.#isLast = false;
  }

  /** @throws MalformedAnswer */
  push(received: Buffer): void {
    let bytes = received;
    if (this.#begun !== undefined) {
      bytes = Buffer.concat([this.#begun, bytes]);
      this.#begun = undefined;
    }
    while (bytes.length > 0) {
      const rest = this.#read(bytes);
      if (rest === undefined) {
        this.#begun = bytes;
        return;
      }
      bytes = rest;
    }
  }

  /** The connection has ended. @throws MalformedAnswer when the answer has not */
  close(): void {
    if (this.#state === "until-close") this.#finish();
    else if (this.#state !== "over") throw new MalformedAnswer("the answer broke off");
  }

  /** What is left of the bytes after one step; nothing when the step needs more of them. */
  #read(bytes: Buffer): Buffer | undefined {
    switch (this.#state) {
      case "head":
        return this.#readHead(bytes);
      case "counted":
      case "chunk":
        return this.#readCounted(bytes);
      case "until-close":
        this.#listener?.body(bytes);
        return bytes.subarray(bytes.length);
      case "size":
      case "chunk-end":
      case "trailer":
        return this.#readLine(bytes);
      case "over":
        throw new MalformedAnswer("bytes that nobody asked for");
    }
  }

  #readHead(bytes: Buffer): Buffer | undefined {
    const at = bytes.indexOf(HEAD_END);
    if (at === -1) {
      if (bytes.length > LARGEST_HEAD_BYTES) throw new MalformedAnswer("the head is too large");
      return undefined;
    }
    const end = at + HEAD_END.length;
    const head = readAnswerHead(bytes.toString("latin1", 0, end), this.#method);
    const rest = bytes.subarray(end);
    if (head.status < 200) {
      if (head.status === 101) throw new MalformedAnswer("nobody asked for another protocol");
      return rest;
    }
    this.#isLast = head.isLast;
    this.#listener?.head(head);
    if (head.framing === "chunked") this.#state = "size";
    else if (head.framing === "until-close") this.#state = "until-close";
    else this.#begin("counted", head.framing);
    return rest;
  }

  #begin(state: "counted" | "chunk", length: number): void {
    this.#left = length;
    this.#state = state;
    if (state === "counted" && length === 0) this.#finish();
  }

  #readCounted(bytes: Buffer): Buffer {
    const piece = bytes.length <= this.#left ? bytes : bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    this.#listener?.body(piece);
    if (this.#left === 0) {
      if (this.#state === "counted") this.#finish();
      else this.#state = "chunk-end";
    }
    return bytes.subarray(piece.length);
  }

  #readLine(bytes: Buffer): Buffer | undefined {
    const at = bytes.indexOf(LINE_END);
    if (at > LARGEST_CHUNK_LINE_BYTES || (at === -1 && bytes.length > LARGEST_CHUNK_LINE_BYTES)) {
      throw new MalformedAnswer("a line between chunks is too long");
    }
    if (at === -1) return undefined;
    const line = bytes.toString("latin1", 0, at);
    if (this.#state === "size") {
      const size = CHUNK_SIZE.exec(line)?.[1];
      if (size === undefined) throw new MalformedAnswer("a chunk has no size");
      const length = Number.parseInt(size, 16);
      if (length === 0) this.#state = "trailer";
      else this.#begin("chunk", length);
    } else if (this.#state === "chunk-end") {
      if (line !== "") throw new MalformedAnswer("a chunk is longer than its size");
      this.#state = "size";
    } else if (line === "") this.#finish();
    return bytes.subarray(at + LINE_END.length);
  }

  #finish(): void {
    this.#state = "over";
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.end();
  }
}

/** Reads the head of the answer to a request of a method. @throws MalformedAnswer */
function readAnswerHead(text: string, method: string): AnswerHead & { readonly isLast: boolean } {
  const match = HEAD.exec(text);
  if (match === null) throw new MalformedAnswer("the head is not well-formed");
  const [, minor, digits, reason = "", lines = ""] = match;
  const status = Number(digits);
  const fields: string[] = [];
  let connection: string | undefined;
  let length: string | undefined;
  let coding: string | undefined;
  for (let start = 0; start < lines.length;) {
    const colon = lines.indexOf(":", start);
    const end = lines.indexOf(LINE_END, colon);
    const name = lines.slice(start, colon);
    const value = lines.slice(colon + 1, end).trim();
    fields.push(name, value);
    start = end + LINE_END.length;
    switch (name.length) {
      case 10:
        if (name.toLowerCase() !== "connection") break;
        connection = connection === undefined ? value : `${connection},${value}`;
        break;
      case 14:
        if (name.toLowerCase() !== "content-length") break;
        if (length !== undefined) throw new MalformedAnswer("two lengths");
        length = value;
        break;
      case 17:
        if (name.toLowerCase() !== "transfer-encoding") break;
        if (coding !== undefined) throw new MalformedAnswer("two transfer codings");
        coding = value.toLowerCase();
        break;
    }
  }
  if (length !== undefined && !LENGTH.test(length)) throw new MalformedAnswer("no length");
  if (coding !== undefined && (coding !== "chunked" || length !== undefined || minor === "0")) {
    throw new MalformedAnswer("a transfer coding that is not chunked alone");
  }
  const hasNoBody = method === "HEAD" || status < 200 || status === 204 || status === 304;
  const ofBody =
    coding === undefined ? (length === undefined ? "until-close" : Number(length)) : "chunked";
  const framing = hasNoBody ? 0 : ofBody;
  const isLast =
    framing === "until-close" ||
    minor === "0" ||
    (connection !== undefined && saysClose(connection));
  return { status, reason, fields, connection, framing, isLast };
}

function saysClose(connection: string): boolean {
  return connection.split(",").some((option) => option.trim().toLowerCase() === "close");
}
