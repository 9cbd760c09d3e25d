import { LinkConnection, type LinkEnd, type LinkOutcome } from "./link-connection.js";
import type { Process } from "./upstream-connection.js";

/** After how long another try is made, by what became of the last one, in milliseconds. */
const pauses: Readonly<Record<LinkEnd, number>> = { over: 200, lost: 1_000, unknown: 30_000 };

/**
 * The link to one process, opened by the first request that could use it and again after it ended.
 * While there is none, requests go over connections of HTTP.
 */
export class Link {
  readonly #process: Process;
  readonly #tickMilliseconds: number;
  #connection: LinkConnection | undefined;
  #notBefore = 0;
  #isClosed = false;

  constructor(process: Process, tickMilliseconds = 1_000) {
    this.#process = process;
    this.#tickMilliseconds = tickMilliseconds;
  }

  /**
   * Sends a request, head and body, each byte one character, and tells `settle` what becomes of it.
   * Answers false, and tells nothing, when it can not go over the link now. `isRepeatable`: it may be
   * sent a second time without harm (RFC 9110 §9.2.1).
   */
  ask(request: string, isRepeatable: boolean, settle: (outcome: LinkOutcome) => void): boolean {
    const connection = this.#connection;
    if (connection === undefined) this.#open();
    if (connection?.takes(request.length) !== true) return false;
    connection.ask(request, isRepeatable, settle);
    return true;
  }

  /** Ends it once nothing is under way; nothing is sent over it any more. */
  close(): void {
    this.#isClosed = true;
    this.#connection?.close();
  }

  #open(): void {
    if (this.#isClosed || Date.now() < this.#notBefore) return;
    this.#connection = new LinkConnection(this.#process, this.#tickMilliseconds, (end) => {
      this.#connection = undefined;
      this.#notBefore = Date.now() + pauses[end];
    });
  }
}
