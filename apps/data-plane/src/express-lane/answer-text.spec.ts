import { AnswerText } from "./answer-text.js";
import type { AnswerFields } from "./answer-text.js";

const FIELDS: AnswerFields = {
  requestId: "an-id",
  counted: undefined,
  variesByOrigin: false,
};

describe("the text of an answer (RFC 9112 §4)", () => {
  const text = new AnswerText({ "cache-control": "no-store", "referrer-policy": "no-referrer" });

  /** Status line, field lines in order of name, and body. */
  function parts(written: { readonly text: string }) {
    const [head = "", body] = written.text.split("\r\n\r\n");
    const [status, ...lines] = head.split("\r\n");
    return { status, lines: lines.toSorted(), body };
  }

  it("has what every answer carries, what the endpoint says in its place, and its own", () => {
    const headers = { "cache-control": "public", "content-type": "text/plain" };
    const written = text.write(
      { status: 200, headers, body: "abc" },
      { ...FIELDS, counted: { ratelimit: "r=1" }, variesByOrigin: true },
      "goes on",
    );
    expect(written).toMatchObject({ encoding: "latin1" });
    expect(parts(written)).toEqual({
      status: "HTTP/1.1 200 OK",
      lines: [
        "Connection: keep-alive",
        expect.stringMatching(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
        "Keep-Alive: timeout=72",
        "cache-control: public",
        "content-length: 3",
        "content-type: text/plain",
        "ratelimit: r=1",
        "referrer-policy: no-referrer",
        "vary: Origin",
        "x-request-id: an-id",
      ],
      body: "abc",
    });
  });

  it("counts bytes, not characters", () => {
    const written = text.write({ status: 200, headers: {}, body: "ä€" }, FIELDS, "goes on");
    expect(written.encoding).toBe("utf8");
    expect(parts(written).lines).toContain("content-length: 5");
  });

  it("has no length where there is no body by its status (RFC 9110 §15.4.5)", () => {
    const lines = parts(text.write({ status: 304, headers: {} }, FIELDS, "goes on")).lines.join();
    expect(lines).not.toContain("content-length");
    expect(parts(text.write({ status: 200, headers: {} }, FIELDS, "goes on")).lines).toContain(
      "content-length: 0",
    );
  });

  it("says when it is the last of its connection (RFC 9112 §9.6)", () => {
    const written = text.write({ status: 200, headers: {} }, FIELDS, "ends");
    expect(parts(written).lines).toContain("Connection: close");
  });

  it("keeps what is frozen, and tells answers apart that share it", () => {
    const headers = Object.freeze({ "content-type": "text/plain" });
    const whole = Object.freeze({ status: 200, headers, body: "whole" });
    const first = parts(text.write(whole, FIELDS, "goes on"));
    expect(
      parts(text.write(whole, { ...FIELDS, requestId: "another" }, "goes on")).lines,
    ).toContain("x-request-id: another");
    expect(parts(text.write(whole, FIELDS, "goes on"))).toMatchObject({
      status: first.status,
      body: "whole",
    });
    expect(
      parts(text.write({ status: 201, headers, body: "other" }, FIELDS, "goes on")),
    ).toMatchObject({
      status: "HTTP/1.1 201 Created",
      body: "other",
    });
  });

  it("leaves out on a link what its other end writes, and gives the body as bytes", () => {
    const answer = { status: 200, headers: { "content-type": "text/plain" }, body: "ä€" };
    const { head, body } = text.writeLinked(answer, { ...FIELDS, variesByOrigin: true });
    expect(head.split("\r\n")).toEqual([
      "HTTP/1.1 200 OK",
      "cache-control: no-store",
      "referrer-policy: no-referrer",
      "content-type: text/plain",
      "vary: Origin",
      expect.stringMatching(/^Date: /),
      "",
    ]);
    expect(Buffer.from(body, "latin1").toString()).toBe("ä€");
  });

  it("never lets a value begin another field", () => {
    for (const value of ["a\r\nset-cookie: b", "a\nb", "ä", "\0"]) {
      const answer = { status: 200, headers: { realm: value } };
      expect(() => text.write(answer, FIELDS, "goes on")).toThrow("the header realm");
      expect(() => text.writeLinked(answer, FIELDS)).toThrow("the header realm");
    }
  });
});
