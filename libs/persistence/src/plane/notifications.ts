import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

import { assertRole, withOptions } from "./connections.js";
import { PLANE_ROLE } from "./roles.js";

const CONNECT_TIMEOUT_MILLISECONDS = 3_000;
/** Together the second within which a revocation reaches every process. */
const HEARTBEAT_MILLISECONDS = 400;
const ANSWER_TIMEOUT_MILLISECONDS = 600;
const SHORTEST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 2_000;

/** What changed. While the connection is `down` changes go unheard: nothing may be cached. */
export type PlaneEvent =
  | {
      readonly kind: "project" | "client" | "keys" | "admin_credential";
      readonly projectId: string;
      readonly id: string;
    }
  | { readonly kind: "down" | "up" };

export type PlaneListener = (event: PlaneEvent) => void;

/** One connection that hears every change of a plane (PostgreSQL NOTIFY), and connects anew. */
export class PlaneNotifications {
  readonly #databaseUrl: string;
  readonly #listeners = new Set<PlaneListener>();
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #listening = false;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  /** Whether every change is heard now. */
  get listening(): boolean {
    return this.#listening;
  }

  /** Hears every change from now on; `listener` must not throw. Answers how to stop. */
  subscribe(listener: PlaneListener): () => void {
    this.#listeners.add(listener);
    this.#running ??= this.#run();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let pause = SHORTEST_PAUSE_MILLISECONDS;
    while (!this.#closing.signal.aborted) {
      if (await this.#listen()) pause = SHORTEST_PAUSE_MILLISECONDS;
      await sleep(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
    }
  }

  /** Listens until the connection is lost; answers whether it ever stood. */
  async #listen(): Promise<boolean> {
    const client = new pg.Client({
      connectionString: withOptions(this.#databaseUrl, `-c role=${PLANE_ROLE}`),
      connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
      query_timeout: CONNECT_TIMEOUT_MILLISECONDS,
      keepAlive: true,
    });
    const lost = new Promise<void>((resolve) => {
      client.on("error", () => resolve());
      client.on("end", () => resolve());
      this.#closing.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    client.on("notification", ({ payload }) => {
      for (const event of readEvents(payload)) this.#emit(event);
    });
    let stood = false;
    try {
      await client.connect();
      await assertRole(client, PLANE_ROLE);
      await client.query("listen grantry_plane");
      if (this.#closing.signal.aborted) return true;
      stood = true;
      this.#listening = true;
      this.#emit({ kind: "up" });
      await Promise.race([lost, this.#beat(client)]);
    } catch {
      // The next turn tries again; meanwhile `listening` tells.
    } finally {
      if (this.#listening) {
        this.#listening = false;
        this.#emit({ kind: "down" });
      }
      await client.end().catch(() => undefined);
    }
    return stood;
  }

  /** A connection may be dead without a sign; rejects when it stops answering. */
  async #beat(client: pg.Client): Promise<never> {
    for (;;) {
      const { signal } = this.#closing;
      await sleep(HEARTBEAT_MILLISECONDS, undefined, { ref: false, signal });
      const answer = client.query("select 1").then(() => "alive");
      if ((await Promise.race([answer, lateness()])) !== "alive") {
        throw new Error("The connection that listens does not answer.");
      }
    }
  }

  #emit(event: PlaneEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** When an answer is late; one that has arrived but was not read yet, in a busy process, is not. */
async function lateness(): Promise<"late"> {
  await sleep(ANSWER_TIMEOUT_MILLISECONDS, undefined, { ref: false });
  await nextTurn();
  return "late";
}

const KINDS = ["project", "client", "keys", "admin_credential"] as const;

/** A message that nobody of ours sent may mean anything: everything cached is forgotten. */
const ANYTHING: readonly PlaneEvent[] = [{ kind: "down" }, { kind: "up" }];

function readEvents(payload: string | undefined): readonly PlaneEvent[] {
  const { project_id: projectId, kind, id } = readMessage(payload);
  const known = KINDS.find((each) => each === kind);
  if (known === undefined || typeof projectId !== "string" || typeof id !== "string") {
    return ANYTHING;
  }
  return [{ kind: known, projectId, id }];
}

function readMessage(payload: string | undefined): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(payload ?? "");
    return typeof message === "object" && message !== null ? { ...message } : {};
  } catch {
    return {};
  }
}
