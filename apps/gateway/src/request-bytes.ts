import type { IncomingHttpHeaders } from "node:http";
import type { PlainHead } from "@grantry/platform";
import { forwardedHeaders, isPassedOn, originLines, type Origin } from "./forwarded-headers.js";

/** Bodies up to this become one text with their head, which is written at once. */
const textBytes = 8 * 1024;

/** What no request target and no field value has (RFC 9112 §3.2, RFC 9110 §5.5). */
const unusualTarget = /[^\x21-\x7e\x80-\xff]/;
const unusualValue = /[^\t\x20-\x7e\x80-\xff]/;

/** A request as it was read, with its whole body. */
export interface WholeRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
}

/**
 * A request as it goes to the process behind: head and body together, each byte one character or as
 * it is. Nothing where a character stands that could begin another line.
 */
export function requestBytes(request: WholeRequest, origin: Origin): string | Buffer | undefined {
  const { method, target, body } = request;
  if (unusualTarget.test(target)) return undefined;
  let head = `${method} ${target} HTTP/1.1\r\n`;
  const fields = forwardedHeaders(request, origin);
  for (let index = 0; index < fields.length; index += 2) {
    const value = fields[index + 1] ?? "";
    if (unusualValue.test(value)) return undefined;
    head += `${fields[index]}: ${value}\r\n`;
  }
  head += "\r\n";
  if (body === undefined) return head;
  if (body.length <= textBytes) return head + body.toString("latin1");
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

/**
 * The same of a request that was read as plain text: whoever read it has looked at every character,
 * and there is nothing in it about its connection but that it goes on.
 */
export function plainRequestText(
  { method, url, headers }: PlainHead,
  body: Buffer | undefined,
  origin: Origin,
): string {
  let head = `${method} ${url} HTTP/1.1\r\n${originLines(origin)}`;
  for (const name in headers) {
    if (isPassedOn(name)) head += `${name}: ${headers[name] as string}\r\n`;
  }
  // A body without a length is none (RFC 9110 §8.6).
  if (method === "POST" && headers["content-length"] === undefined) head += "content-length: 0\r\n";
  return body === undefined ? `${head}\r\n` : `${head}\r\n${body.toString("latin1")}`;
}
