import { REQUEST_ID_HEADER, type LinkedAnswer, type PlainAnswer } from "@grantry/platform";

/** Where the status begins in `HTTP/1.1 200 OK`. */
const STATUS_AT = 9;

/** An answer that came over a link as it goes to the client, as `WholeAnswer` writes it. */
export function linkedAnswerText(
  { head, body }: LinkedAnswer,
  requestId: string,
  connectionFields: string,
): PlainAnswer {
  const id = `${REQUEST_ID_HEADER}: ${requestId}\r\n`;
  const status = Number(head.slice(STATUS_AT, STATUS_AT + 3));
  // RFC 9110 §8.6: what has no body by its status has no length.
  const length = status === 204 || status === 304 ? "" : `content-length: ${body.length}\r\n`;
  return { text: `${head}${id}${length}${connectionFields}\r\n${body}`, encoding: "latin1" };
}
