import { UpstreamConnection, type Exchange, type Process } from "./upstream-connection.js";

const mostIdle = 64;
const sweepMilliseconds = 1_000;

/** Kept-alive connections to one process. The one used last is used next, so that others can end. */
export class ConnectionPool {
  readonly #process: Process;
  readonly #open = new Set<UpstreamConnection>();
  readonly #idle: UpstreamConnection[] = [];
  #waiting: Exchange[] = [];
  #sweep: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(process: Process) {
    this.#process = process;
  }

  /**
   * Sends a request over a connection that is free, or over a new one, at the end of the event loop's
   * turn: a write wakes whoever waits for it, and those of one turn wake it once.
   */
  send(exchange: Exchange): void {
    this.#waiting.push(exchange);
    if (this.#waiting.length === 1) setImmediate(this.#depart);
  }

  /** Ends every connection once nothing is under way on it. */
  close(): void {
    for (const connection of this.#idle) connection.destroy();
    this.#isClosed = true;
  }

  readonly #depart = (): void => {
    const departing = this.#waiting;
    this.#waiting = [];
    for (const exchange of departing) (this.#idle.pop() ?? this.#connect()).send(exchange);
  };

  #connect(): UpstreamConnection {
    const connection = new UpstreamConnection(this.#process, this.#keep, this.#forget);
    this.#open.add(connection);
    this.#sweep ??= setInterval(() => {
      const now = Date.now();
      for (const each of this.#open) each.expire(now);
    }, sweepMilliseconds).unref();
    return connection;
  }

  readonly #keep = (connection: UpstreamConnection): void => {
    if (this.#isClosed || this.#idle.length >= mostIdle) connection.destroy();
    else this.#idle.push(connection);
  };

  readonly #forget = (connection: UpstreamConnection): void => {
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    if (this.#open.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  };
}
