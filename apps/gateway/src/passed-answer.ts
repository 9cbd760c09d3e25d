import { STATUS_CODES, type ServerResponse } from "node:http";
import type { AnswerHead } from "./answer-reader.js";
import { answerHeaders } from "./forwarded-headers.js";
import type { AnswerTaker, UpstreamConnection } from "./upstream-connection.js";

/** Answers up to this leave in one write with their head; longer ones as they come. */
const wholeBytes = 64 * 1024;

/**
 * An answer on its way into a response of `node:http`: one that arrives in one piece goes out in one
 * write, which costs half of two; of a longer one no more is read than its reader takes.
 */
export class PassedAnswer implements AnswerTaker {
  readonly #response: ServerResponse;
  readonly #requestId: string;
  #connection: UpstreamConnection | undefined;
  /** A short answer whose head waits for its body. */
  #waiting: AnswerHead | undefined;
  #isOver = false;

  constructor(response: ServerResponse, requestId: string) {
    this.#response = response;
    this.#requestId = requestId;
  }

  sent(connection: UpstreamConnection): void {
    this.#connection = connection;
    // Nobody waits for it any more.
    this.#response.once("close", () => {
      if (!this.#isOver) connection.destroy();
    });
  }

  head(head: AnswerHead): void {
    const { framing } = head;
    if (typeof framing === "number" && framing > 0 && framing <= wholeBytes) this.#waiting = head;
    else this.#begin(head);
  }

  body(piece: Buffer): void {
    const head = this.#waiting;
    if (head !== undefined) {
      this.#waiting = undefined;
      this.#begin(head);
      if (piece.length === head.framing) {
        this.#isOver = true;
        // Latin-1 gives every byte as it came, and head and body become one string.
        this.#response.end(piece.toString("latin1"), "latin1");
        return;
      }
    }
    if (this.#response.write(piece)) return;
    const connection = this.#connection;
    connection?.pause();
    this.#response.once("drain", () => {
      if (!this.#isOver) connection?.resume();
    });
  }

  end(): void {
    if (!this.#isOver) this.#response.end();
    this.#isOver = true;
  }

  failed(): void {
    this.#isOver = true;
  }

  broken(): void {
    this.#isOver = true;
    this.#response.destroy();
  }

  #begin({ status, reason, fields, connection }: AnswerHead): void {
    const headers = answerHeaders({ fields, connection }, this.#requestId);
    this.#response.writeHead(status, reason || (STATUS_CODES[status] ?? ""), headers);
  }
}
