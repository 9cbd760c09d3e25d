import { STATUS_CODES } from "node:http";
import type { PlainAnswer } from "@grantry/platform";
import type { AnswerHead } from "./answer-reader.js";
import { answerHeaders } from "./forwarded-headers.js";
import type { AnswerTaker, UpstreamConnection } from "./upstream-connection.js";

/** Frequent requests are answered briefly; whatever is longer is no answer to one. */
const largestBytes = 4 * 1024 * 1024;

const LENGTH = "content-length";

/** An answer that is passed on in one piece. */
export class WholeAnswer implements AnswerTaker {
  #connection: UpstreamConnection | undefined;
  #head: AnswerHead | undefined;
  #body = "";

  sent(connection: UpstreamConnection): void {
    this.#connection = connection;
  }

  head(head: AnswerHead): void {
    this.#head = head;
  }

  body(piece: Buffer): void {
    // Latin-1 gives every byte as it came.
    this.#body += piece.toString("latin1");
    if (this.#body.length > largestBytes) this.#connection?.destroy();
  }

  end(): void {}

  failed(): void {}

  broken(): void {}

  /** The answer as it goes to the client, with what it says of its connection (RFC 9112 §9.6). */
  toText(requestId: string, connectionFields: string): PlainAnswer {
    const { status, reason, fields, connection } = this.#head as AnswerHead;
    let text = `HTTP/1.1 ${status} ${reason || (STATUS_CODES[status] ?? "")}\r\n`;
    const headers = answerHeaders({ fields, connection }, requestId);
    for (let index = 0; index < headers.length; index += 2) {
      const name = headers[index] ?? "";
      if (name.length === LENGTH.length && name.toLowerCase() === LENGTH) continue;
      text += `${name}: ${headers[index + 1]}\r\n`;
    }
    // RFC 9110 §8.6: what has no body by its status has no length.
    if (status !== 204 && status !== 304) text += `${LENGTH}: ${this.#body.length}\r\n`;
    return { text: `${text}${connectionFields}\r\n${this.#body}`, encoding: "latin1" };
  }
}
