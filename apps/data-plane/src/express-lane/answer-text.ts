import { STATUS_CODES } from "node:http";
import { REQUEST_ID_HEADER } from "@grantry/platform";
import type { LinkedAnswer, PlainAnswer } from "@grantry/platform";
import type { EndpointAnswer } from "../public/endpoint.js";

type Fields = Readonly<Record<string, string>>;

/** What one answer carries beside what its endpoint gave. */
export interface AnswerFields {
  readonly requestId: string;
  /** Of the rate limits, where they count. */
  readonly counted: Fields | undefined;
  /** The answer differs by `Origin` (Fetch §3.2). */
  readonly variesByOrigin: boolean;
}

/** How long a connection may wait for its next request: longer than any proxy keeps an idle one. */
export const KEEP_ALIVE_SECONDS = 72;

const KEEP_ALIVE = `Connection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE_SECONDS}\r\n`;
const CLOSE = "Connection: close\r\n";

/** RFC 9110 §5.5: anything else could begin another field, or another answer. */
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Writes answers as text of HTTP/1.1 (RFC 9112 §4), head and body in one: assembling a head from its
 * fields and sending it beside the body takes `node:http` a third of the time of a small answer.
 */
export class AnswerText {
  readonly #every: Fields;
  /** Of answers and headers that are frozen, because those are given again and again. */
  readonly #wholes = new WeakMap<EndpointAnswer, Pieces>();
  readonly #lines = new WeakMap<Fields, string>();

  /** `every`: what every answer carries unless its endpoint says otherwise. */
  constructor(every: Fields) {
    this.#every = every;
  }

  /** `after`: what becomes of the connection (RFC 9112 §9.6). */
  write(answer: EndpointAnswer, fields: AnswerFields, after: "goes on" | "ends"): PlainAnswer {
    const { head, length, body, encoding } = this.#piecesOf(answer);
    const id = `${REQUEST_ID_HEADER}: ${fields.requestId}\r\n`;
    const connection = after === "ends" ? CLOSE : KEEP_ALIVE;
    const text = `${head}${length}${id}${sharedLines(fields)}${connection}${dateLine()}\r\n${body}`;
    return { text, encoding };
  }

  /** The same for a link, whose other end writes id, length and connection. */
  writeLinked(answer: EndpointAnswer, fields: AnswerFields): LinkedAnswer {
    const { head, body, encoding } = this.#piecesOf(answer);
    return {
      head: `${head}${sharedLines(fields)}${dateLine()}`,
      body: encoding === "latin1" ? body : Buffer.from(body).toString("latin1"),
    };
  }

  #piecesOf(answer: EndpointAnswer): Pieces {
    const known = this.#wholes.get(answer);
    if (known !== undefined) return known;
    const { status, headers, body = "" } = answer;
    const bytes = Buffer.byteLength(body);
    const pieces: Pieces = {
      head: `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${this.#linesOf(headers)}`,
      length: status === 304 ? "" : `content-length: ${bytes}\r\n`,
      body,
      encoding: bytes === body.length ? "latin1" : "utf8",
    };
    if (Object.isFrozen(answer)) this.#wholes.set(answer, pieces);
    return pieces;
  }

  #linesOf(headers: Fields): string {
    const known = this.#lines.get(headers);
    if (known !== undefined) return known;
    const written = lines({ ...this.#every, ...headers });
    if (Object.isFrozen(headers)) this.#lines.set(headers, written);
    return written;
  }
}

interface Pieces {
  /** Up to what differs from answer to answer. */
  readonly head: string;
  readonly length: string;
  readonly body: string;
  readonly encoding: PlainAnswer["encoding"];
}

function sharedLines({ counted, variesByOrigin }: AnswerFields): string {
  const text = counted === undefined ? "" : lines(counted);
  return variesByOrigin ? `${text}vary: Origin\r\n` : text;
}

function lines(fields: Fields): string {
  let text = "";
  for (const name in fields) {
    const value = fields[name] ?? "";
    if (!FIELD_VALUE.test(value))
      throw new Error(`the header ${name} has a character it cannot have`);
    text += `${name}: ${value}\r\n`;
  }
  return text;
}

let second = 0;
let date = "";

/** The `Date` field (RFC 9110 §6.6.1), written once a second. */
function dateLine(): string {
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) {
    second = now;
    date = `Date: ${new Date(now * 1_000).toUTCString()}\r\n`;
  }
  return date;
}
