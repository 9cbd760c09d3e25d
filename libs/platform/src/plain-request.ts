import type { IncomingHttpHeaders } from "node:http";

/** The head of a request as most clients write it (RFC 9112 §3, §5). */
export interface PlainHead {
  readonly method: "GET" | "POST";
  /** The request target: an absolute path without a query. */
  readonly url: string;
  /** Lower-case names, as `node:http` gives them. */
  readonly headers: IncomingHttpHeaders;
  /** Bytes up to the body. */
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** One look over the whole head: every character is printable ASCII, every line ends in CRLF. */
const HEAD = /^(GET|POST) (\/[\w./~-]*) HTTP\/1\.1\r\n((?:[A-Za-z0-9-]+: ?[!-~][ -~]*\r\n)+)\r\n/;

const LINE_END = "\r\n";
const SPACE = 0x20;
const LARGEST_HEAD_BYTES = 8 * 1024;

/** Fields that say how a message is framed or what becomes of its connection (RFC 9110 §7.6, §10.1). */
const FRAMING: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "http2-settings",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Reads the head at the beginning of what a connection received, as latin1. Answers nothing for
 * anything that could be read in two ways or is merely rare: whoever asks leaves those bytes to
 * `node:http`. What it does read, `node:http` reads the same way (the specs compare them).
 */
export function readPlainHead(received: string): PlainHead | undefined {
  const match = HEAD.exec(received);
  if (match === null) return undefined;
  const [head, method, url = "", lines = ""] = match;
  if (head.length > LARGEST_HEAD_BYTES) return undefined;
  const headers = readFields(lines);
  if (headers?.host === undefined) return undefined;
  const bodyBytes = readLength(headers["content-length"]);
  if (bodyBytes === undefined) return undefined;
  if (method === "GET") {
    if (headers["content-length"] !== undefined) return undefined;
    return { method, url, headers, headBytes: head.length, bodyBytes };
  }
  return { method: "POST", url, headers, headBytes: head.length, bodyBytes };
}

function readFields(lines: string): IncomingHttpHeaders | undefined {
  const headers: IncomingHttpHeaders = {};
  let start = 0;
  while (start < lines.length) {
    const colon = lines.indexOf(":", start);
    const end = lines.indexOf(LINE_END, colon);
    const valueStart = lines.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1;
    if (lines.charCodeAt(end - 1) === SPACE) return undefined;
    const name = lines.slice(start, colon).toLowerCase();
    const value = lines.slice(valueStart, end);
    // Also true of the names that every object has.
    if (headers[name] !== undefined) return undefined;
    if (FRAMING.has(name) && !(name === "connection" && isKeepAlive(value))) return undefined;
    headers[name] = value;
    start = end + LINE_END.length;
  }
  return headers;
}

function isKeepAlive(connection: string): boolean {
  return connection === "keep-alive" || connection === "Keep-Alive";
}

function readLength(text: string | undefined): number | undefined {
  if (text === undefined) return 0;
  return /^\d{1,7}$/.test(text) ? Number(text) : undefined;
}
