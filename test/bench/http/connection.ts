import net from "node:net";

/** An answer as the driver needs it. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; a repeated one has its values joined by newlines. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const patienceMilliseconds = 20_000;
const headEnd = Buffer.from("\r\n\r\n");
const nothing = Buffer.alloc(0);
const contentLength = /\r\ncontent-length: *(\d+)/i;

/**
 * One kept-alive HTTP/1.1 connection that sends prepared bytes and reads one answer at a time: the
 * driver shares the machine with what it measures, so it does as little as it can.
 */
export class Connection {
  readonly #socket: net.Socket;
  #received: Buffer = nothing;
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  #method = "GET";

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
    socket.setTimeout(patienceMilliseconds, () => {
      if (this.#waiting !== undefined) socket.destroy(new Error("no answer within 20 s"));
    });
  }

  static async open(port: number): Promise<Connection> {
    return await new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: "127.0.0.1" });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** Sends the bytes of a request, each one character; throws when the connection is lost. */
  async send(request: string): Promise<Answer> {
    return await new Promise((resolve, reject) => {
      this.#method = request.slice(0, request.indexOf(" "));
      this.#waiting = { resolve, reject };
      this.#socket.write(request, "latin1");
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(headEnd);
    if (end === -1) return;
    const head = new Head(this.#received.toString("latin1", 0, end));
    const rest = this.#received.subarray(end + headEnd.length);
    const body = this.#method === "HEAD" ? nothing : readBody(head, rest);
    if (body === undefined) return;
    this.#received = nothing;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(new ReadAnswer(head, body.toString("utf8")));
  }

  #fail(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }
}

/** What most callers never look at is read when somebody does. */
class Head {
  readonly status: number;
  #fields: Map<string, string> | undefined;

  constructor(private readonly text: string) {
    this.status = Number(text.slice(9, 12));
  }

  get fields(): ReadonlyMap<string, string> {
    this.#fields ??= readFields(this.text);
    return this.#fields;
  }

  /** Bytes of the body; NaN when it comes in chunks. */
  get length(): number {
    const counted = contentLength.exec(this.text)?.[1];
    if (counted !== undefined) return Number(counted);
    return this.fields.get("transfer-encoding") === "chunked" ? Number.NaN : 0;
  }
}

class ReadAnswer implements Answer {
  constructor(
    private readonly head: Head,
    readonly body: string,
  ) {}

  get status(): number {
    return this.head.status;
  }

  get headers(): ReadonlyMap<string, string> {
    return this.head.fields;
  }
}

function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = fields.get(name);
    fields.set(name, earlier === undefined ? value : `${earlier}\n${value}`);
  }
  return fields;
}

/** The whole body, or undefined while some of it is missing (RFC 9112 §6.3). */
function readBody({ status, length }: Head, bytes: Buffer): Buffer | undefined {
  if (status === 204 || status === 304) return nothing;
  if (Number.isNaN(length)) return readChunks(bytes);
  return bytes.length < length ? undefined : bytes.subarray(0, length);
}

function readChunks(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", position);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(position, lineEnd).toString("latin1"), 16);
    const end = lineEnd + 2 + size;
    if (bytes.length < end + 2) return undefined;
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, end));
    position = end + 2;
  }
}
