import { readPlainHead } from "@grantry/platform";
import fc from "fast-check";
import type { Origin } from "./forwarded-headers.js";
import { plainRequestText, requestBytes } from "./request-bytes.js";

const ORIGIN: Origin = {
  requestId: "an-id-of-the-gateway",
  clientAddress: "192.0.2.1",
  host: "localhost:4000",
  scheme: "https",
};

const NAMES = [
  "accept",
  "authorization",
  "content-type",
  "cookie",
  "forwarded",
  "keep-alive",
  "proxy-authorization",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-other",
  "x-real-ip",
  "x-request-id",
];

describe("a request that was read as plain text", () => {
  it("goes on as any other: with the gateway's account of its origin (contract §3)", () => {
    const anyFields = fc.uniqueArray(fc.constantFrom(...NAMES));
    const anyBody = fc.option(fc.uint8Array({ maxLength: 100 }), { nil: undefined });
    fc.assert(
      fc.property(anyFields, anyBody, fc.boolean(), (names, bytes, saysKeepAlive) => {
        const body = bytes === undefined ? undefined : Buffer.from(bytes);
        const lines = names.map((name) => `${name}: a value of ${name}\r\n`).join("");
        const length = body === undefined ? "" : `Content-Length: ${body.length}\r\n`;
        const connection = saysKeepAlive ? "Connection: Keep-Alive\r\n" : "";
        const line = `${body === undefined ? "GET" : "POST"} /p/a/oauth2/token HTTP/1.1\r\n`;
        const head = readPlainHead(`${line}Host: a\r\n${connection}${lines}${length}\r\n`);
        if (head === undefined) throw new Error("not a plain head");
        const { method, url: target, headers } = head;
        expect(plainRequestText(head, body, ORIGIN)).toBe(
          requestBytes({ method, target, headers, body }, ORIGIN),
        );
      }),
    );
  });

  it("says that it has no body where it says nothing (RFC 9110 §8.6)", () => {
    const head = readPlainHead("POST / HTTP/1.1\r\nhost: a\r\n\r\n");
    expect(head && plainRequestText(head, undefined, ORIGIN)).toContain(
      "\r\ncontent-length: 0\r\n",
    );
  });
});
