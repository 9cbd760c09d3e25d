import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

const CONNECT_TIMEOUT_MILLISECONDS = 3_000;
const HEARTBEAT_MILLISECONDS = 2_000;
const PAUSE_MILLISECONDS = 500;

/** One connection that hears when projects are somewhere else (PostgreSQL NOTIFY). */
export class RoutingChanges {
  readonly #databaseUrl: string;
  readonly #onChange: () => void;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #listening = false;

  /** `onChange` is also called whenever changes may have gone unheard. */
  constructor(databaseUrl: string, onChange: () => void) {
    this.#databaseUrl = databaseUrl;
    this.#onChange = onChange;
    this.#running = this.#run();
  }

  /** Whether every change is heard now. */
  get listening(): boolean {
    return this.#listening;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#listen();
      await sleep(PAUSE_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#databaseUrl,
      options: "-c role=grantry_control",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
      query_timeout: CONNECT_TIMEOUT_MILLISECONDS,
      keepAlive: true,
    });
    const { signal } = this.#closing;
    const lost = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    client.on("notification", () => this.#onChange());
    try {
      await client.connect();
      await client.query("listen grantry_routing");
      this.#listening = true;
      this.#onChange();
      await Promise.race([lost, this.#beat(client)]);
    } catch {
      // The next turn tries again; meanwhile `listening` tells.
    } finally {
      this.#listening = false;
      this.#onChange();
      await client.end().catch(() => undefined);
    }
  }

  /** A connection may be dead without a sign; rejects when it stops answering. */
  async #beat(client: pg.Client): Promise<never> {
    for (;;) {
      await sleep(HEARTBEAT_MILLISECONDS, undefined, { ref: false, signal: this.#closing.signal });
      await client.query("select 1");
    }
  }
}
