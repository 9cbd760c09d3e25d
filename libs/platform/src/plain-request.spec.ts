import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { readPlainHead } from "./plain-request.js";

/** What a request says, as one reader or the other understood it. */
interface Understood {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

const NEXT = "/the-next-one";
const HEAD = "POST /oauth2/token HTTP/1.1\r\n";
const HOST = "Host: a.example.com\r\n";

const PIECES: readonly string[] = [
  ..."GET POST HTTP/1.1 / /oauth2/token Host: host content-length: 0 1 3 03 a=1 ; = b : ,".split(
    " ",
  ),
  ..."transfer-encoding: chunked connection: close keep-alive x-a: ä".split(" "),
  "\r\n",
  "\r",
  "\n",
  "\t",
  "\0",
  " ",
  "  ",
  "\r\n\r\n",
  HEAD + HOST,
  `${HEAD}${HOST}content-length: 3\r\n\r\n`,
];

describe("a plain request (RFC 9112 §3, §5)", () => {
  const server = http.createServer({ maxHeaderSize: 16_384 });
  let port = 0;

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  /**
   * How `node:http` reads a request; nothing when it refuses it, or when it looks for the beginning
   * of the next one at another place.
   */
  async function readByNode(bytes: string): Promise<Understood | undefined> {
    const socket = net.connect(port, "127.0.0.1");
    const read = new Promise<Understood | undefined>((resolve) => {
      let first: Understood | undefined;
      socket.once("data", () => resolve(undefined));
      socket.once("close", () => resolve(undefined));
      server.on("request", (request: http.IncomingMessage) => {
        const { method = "", url = "", headers } = request;
        if (url === NEXT) return setImmediate(() => resolve(first));
        let body = "";
        request.setEncoding("latin1");
        request.on("data", (piece: string) => (body += piece));
        request.on("end", () => (first = { method, url, headers: { ...headers }, body }));
      });
    });
    socket.write(Buffer.from(bytes, "latin1"));
    await Promise.race([read, pause(1)]);
    socket.write(`GET ${NEXT} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const understood = await read;
    server.removeAllListeners("request");
    socket.destroy();
    return understood;
  }

  function readHere(bytes: string): Understood | undefined {
    const head = readPlainHead(bytes);
    if (head === undefined) return undefined;
    const { method, url, headers, headBytes, bodyBytes } = head;
    return { method, url, headers, body: bytes.slice(headBytes, headBytes + bodyBytes) };
  }

  it("is read as node:http reads it", async () => {
    const bytes = `${HEAD}${HOST}content-length: 3\r\nX-A:b\r\nConnection: keep-alive\r\nUser-Agent: a b  c\r\n\r\na=1`;
    expect(readHere(`${bytes}GET ${NEXT}`)).toEqual(await readByNode(bytes));
    expect(readHere(bytes)).toMatchObject({ body: "a=1", headers: { "user-agent": "a b  c" } });
    const get = `GET /.well-known/jwks.json HTTP/1.1\r\n${HOST}\r\n`;
    expect(readHere(get)).toEqual(await readByNode(get));
  });

  it.each([
    ["is not there yet", "POST /oauth2/token HTTP/1.1\r\nHost: a\r\n"],
    ["begins with an empty line", `\r\n${HEAD}${HOST}\r\n`],
    ["has another method", `PUT /x HTTP/1.1\r\n${HOST}\r\n`],
    ["has another version", `GET /x HTTP/1.0\r\n${HOST}\r\n`],
    ["has no host", "GET /x HTTP/1.1\r\naccept: a\r\n\r\n"],
    ["has two hosts", `GET /x HTTP/1.1\r\n${HOST}${HOST}\r\n`],
    ["has an absolute target", `GET http://a/x HTTP/1.1\r\n${HOST}\r\n`],
    ["has a query", `GET /x?a HTTP/1.1\r\n${HOST}\r\n`],
    ["has an escape in its target", `GET /%78 HTTP/1.1\r\n${HOST}\r\n`],
    ["ends lines with LF", `GET /x HTTP/1.1\n${HOST}\n`],
    ["has a CR in a value", `GET /x HTTP/1.1\r\n${HOST}a: b\rc\r\n\r\n`],
    ["has a space before a colon", `GET /x HTTP/1.1\r\n${HOST}a : b\r\n\r\n`],
    ["has a folded line", `GET /x HTTP/1.1\r\n${HOST}a: b\r\n c\r\n\r\n`],
    ["has a value with spaces around it", `GET /x HTTP/1.1\r\n${HOST}a:  b\r\n\r\n`],
    ["has a value with a space behind it", `GET /x HTTP/1.1\r\n${HOST}a: b \r\n\r\n`],
    ["has an empty value", `GET /x HTTP/1.1\r\n${HOST}a: \r\n\r\n`],
    ["has a tab in a value", `GET /x HTTP/1.1\r\n${HOST}a: b\tc\r\n\r\n`],
    ["has bytes beyond ASCII", `GET /x HTTP/1.1\r\n${HOST}a: \u00e4\r\n\r\n`],
    ["has a field twice", `GET /x HTTP/1.1\r\n${HOST}accept: a\r\nAccept: b\r\n\r\n`],
    [
      "has the name of a member of every object",
      `GET /x HTTP/1.1\r\n${HOST}constructor: a\r\n\r\n`,
    ],
    ["is chunked", `${HEAD}${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    [
      "is chunked and has a length",
      `${HEAD}${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`,
    ],
    ["has two lengths", `${HEAD}${HOST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`],
    ["has a list of lengths", `${HEAD}${HOST}Content-Length: 3, 3\r\n\r\nabc`],
    ["has a signed length", `${HEAD}${HOST}Content-Length: +3\r\n\r\nabc`],
    ["has a hexadecimal length", `${HEAD}${HOST}Content-Length: 0x3\r\n\r\nabc`],
    ["asks for a body by GET", `GET /x HTTP/1.1\r\n${HOST}Content-Length: 3\r\n\r\nabc`],
    ["asks whether to go on", `${HEAD}${HOST}Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc`],
    ["asks to close", `GET /x HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`],
    [
      "asks for another protocol",
      `GET /x HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
    ],
    ["is very long", `GET /x HTTP/1.1\r\n${HOST}a: ${"b".repeat(9_000)}\r\n\r\n`],
  ])("is left to node:http when it %s", (_, bytes) => {
    expect(readPlainHead(bytes)).toBeUndefined();
  });

  it("is never read otherwise than node:http reads it, whatever the bytes", async () => {
    const piece = fc.constantFrom(...PIECES);
    const field = fc.tuple(
      fc.constantFrom(
        "accept",
        "X-A",
        "content-length",
        "Content-Length",
        "Connection",
        "te",
        "a_b",
      ),
      fc.constantFrom(": ", ": ", ": ", ":", " : ", ":  "),
      fc.oneof(
        fc.constantFrom("0", "3", "keep-alive", "close", "Keep-Alive", "chunked"),
        fc.string(),
      ),
      fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", " \r\n"),
    );
    const target = fc.constantFrom("/oauth2/token", "/", "/a//b/../~c", "/a?b", "*", "/%41", "//a");
    const written = fc
      .tuple(fc.constantFrom("GET", "POST"), target, fc.array(field, { maxLength: 4 }))
      .map(
        ([method, url, fields]) =>
          `${method} ${url} HTTP/1.1\r\n${HOST}${fields.map((parts) => parts.join("")).join("")}\r\nabc`,
      );
    const bytes = fc.array(piece, { maxLength: 14 }).map((parts) => HEAD + HOST + parts.join(""));
    const loose = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(fc.oneof(written, written, bytes, loose), async (text) => {
        const head = readPlainHead(text);
        if (head === undefined) return;
        const end = head.headBytes + head.bodyBytes;
        if (text.length < end) return;
        const byNode = await readByNode(text.slice(0, end));
        if (!isDeepStrictEqual(readHere(text), byNode)) {
          throw new Error(`node:http reads ${JSON.stringify(byNode)}`);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
