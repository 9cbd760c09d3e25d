import { AnswerReader, MalformedAnswer, type AnswerHead } from "./answer-reader.js";

interface Read {
  heads: AnswerHead[];
  body: string;
  isOver: boolean;
  reader: AnswerReader;
}

/** Reads bytes in pieces of a size as the answer to a request. */
function read(text: string, { method = "GET", size = text.length } = {}): Read {
  const reader = new AnswerReader();
  const seen: Read = { heads: [], body: "", isOver: false, reader };
  reader.expect(method, {
    head: (head) => void seen.heads.push(head),
    body: (piece) => void (seen.body += piece.toString("latin1")),
    end: () => void (seen.isOver = true),
  });
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return seen;
}

function answer(lines: string[], body = ""): string {
  return [...lines, "", body].join("\r\n");
}

const SIZES = [1, 2, 3, 7, 10_000];

describe("the answers of a connection (RFC 9112)", () => {
  test.each(SIZES)("are read with a length, in pieces of %i bytes (§6.2)", (size) => {
    const text = answer(["HTTP/1.1 200 OK", "Content-Length: 5", "X-A:  b c\t"], "h\xe9llo");
    const { heads, body, isOver, reader } = read(text, { size });
    expect(heads).toMatchObject([{ status: 200, reason: "OK", framing: 5 }]);
    expect(heads[0]?.fields).toEqual(["Content-Length", "5", "X-A", "b c"]);
    expect([body, isOver, reader.isReusable]).toEqual(["h\xe9llo", true, true]);
  });

  test.each(SIZES)("are read in chunks, in pieces of %i bytes (§7.1)", (size) => {
    const chunks = "5;x=y\r\nhello\r\n0006\r\n\r\n\r\nab\r\n0\r\nX-Trailer: a\r\n\r\n";
    const text = answer(["HTTP/1.1 200 ", "transfer-encoding: Chunked"], chunks);
    const { heads, body, isOver, reader } = read(text, { size });
    expect(heads).toMatchObject([{ framing: "chunked", reason: "" }]);
    expect([body, isOver, reader.isReusable]).toEqual(["hello\r\n\r\nab", true, true]);
  });

  test.each(SIZES)(
    "end with the connection without either, in pieces of %i bytes (§6.3)",
    (size) => {
      const { body, isOver, reader } = read(answer(["HTTP/1.1 200 OK"], "all of it"), { size });
      expect([body, isOver]).toEqual(["all of it", false]);
      reader.close();
      expect(reader.isReusable).toBe(false);
    },
  );

  test.each([
    ["HEAD", 200],
    ["GET", 204],
    ["GET", 304],
  ])("have no body for %s and %i, whatever they say (§6.3)", (method, status) => {
    const text = answer([`HTTP/1.1 ${status} x`, "Content-Length: 10"]);
    expect(read(text, { method })).toMatchObject({ body: "", isOver: true });
  });

  test("come after interim ones, which are read over (RFC 9110 §15.2)", () => {
    const interim = answer(["HTTP/1.1 103 Early Hints", "Link: <a>"]);
    const text = interim + interim + answer(["HTTP/1.1 200 OK", "Content-Length: 1"], "a");
    const { heads, body } = read(text, { size: 9 });
    expect([heads.map(({ status }) => status), body]).toEqual([[200], "a"]);
  });

  test.each([
    [["HTTP/1.1 200 OK", "Content-Length: 0", "Connection: close"]],
    [["HTTP/1.1 200 OK", "Content-Length: 0", "Connection: a, Close"]],
    [["HTTP/1.0 200 OK", "Content-Length: 0"]],
  ])("may be the last (§9.3, §9.6): %j", (lines) => {
    const { isOver, reader } = read(answer(lines));
    expect([isOver, reader.isReusable]).toEqual([true, false]);
  });

  test.each([
    [["HTTP/1.1 200 OK", "Content-Length: 1", "Transfer-Encoding: chunked"]],
    [["HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 1"]],
    [["HTTP/1.1 200 OK", "Content-Length: 1, 1"]],
    [["HTTP/1.1 200 OK", "Content-Length: -1"]],
    [["HTTP/1.1 200 OK", "Content-Length: +1"]],
    [["HTTP/1.1 200 OK", "Content-Length:"]],
    [["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked"]],
    [["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]],
    [["HTTP/1.0 200 OK", "Transfer-Encoding: chunked"]],
    [["HTTP/1.1 200 OK", "X: a", " folded"]],
    [["HTTP/1.1 200 OK", "X : a"]],
    [["HTTP/1.1 200 OK", "X: a\nY: b"]],
    [["HTTP/1.1 200 OK", "X: a\0"]],
    [["HTTP/1.1 200 OK", "no colon"]],
    [["HTTP/1.1 20 OK"]],
    [["HTTP/2.0 200 OK"]],
    [["HTTP/1.1 101 Switching Protocols", "Upgrade: x"]],
    [["hello"]],
  ])("are refused when they could be read in two ways or in none: %j", (lines) => {
    for (const size of SIZES) expect(() => read(answer(lines), { size })).toThrow(MalformedAnswer);
  });

  test.each(["x\r\n", "\r\n", "-1\r\n", "123456789\r\n", "1\r\nab\r\n", "1\r\na\r\nx"])(
    "are refused with chunks that are none: %j (§7.1)",
    (chunks) => {
      const text = answer(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], chunks);
      for (const size of SIZES)
        expect(() => read(`${text}\r\n`, { size })).toThrow(MalformedAnswer);
    },
  );

  test("are refused when nobody asked for them", () => {
    const text = answer(["HTTP/1.1 200 OK", "Content-Length: 0"]);
    expect(() => read(text + text)).toThrow(MalformedAnswer);
    expect(() => new AnswerReader().push(Buffer.from(text))).toThrow(MalformedAnswer);
  });

  test("that break off are not taken for whole ones", () => {
    for (const text of ["HTTP/1.1 2", answer(["HTTP/1.1 200 OK", "Content-Length: 2"], "a")]) {
      const { reader, isOver } = read(text);
      expect(isOver).toBe(false);
      expect(() => reader.close()).toThrow(MalformedAnswer);
    }
  });

  test("have heads and lines of bounded length", () => {
    const endless = `HTTP/1.1 200 OK\r\nX: ${"a".repeat(70_000)}`;
    expect(() => read(endless, { size: 1_000 })).toThrow(MalformedAnswer);
    const lines = answer(
      ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"],
      `1;${"a".repeat(2_000)}`,
    );
    expect(() => read(lines, { size: 500 })).toThrow(MalformedAnswer);
  });
});
