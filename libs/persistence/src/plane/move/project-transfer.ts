import { setTimeout as sleep } from "node:timers/promises";

import type pg from "pg";

import { isUuid } from "../columns.js";
import type { Placement } from "../project.js";
import { assertSameRows, type CopyEnds, copyRound } from "./copy-round.js";
import { connectToMove } from "./move-connection.js";
import { projectTables } from "./project-tables.js";

/** Until the source has given the project away this much of its pause must be left. */
const MARGIN_SECONDS = 5;
const LOOK_MILLISECONDS = 20;
const ROWS_PER_TRANSACTION = 5_000;

/** The rows of one project on their way from one plane's database to another's. */
export interface ProjectTransfer {
  /** Undefined: the plane has no row of the project. */
  placements(): Promise<{ source: Placement | undefined; target: Placement | undefined }>;
  /** Copies everything into a target that is emptied first. The source serves and writes. */
  copyAll(): Promise<number>;
  /** Copies what changed since the last round. The source serves and writes. */
  copyChanges(): Promise<number>;
  /**
   * The source takes no writes from here on; reads go on. It takes them again by itself after
   * `seconds`, should nobody come back.
   * @throws when writes that began before do not end in time
   */
  pause(seconds: number, patienceMilliseconds: number): Promise<void>;
  /** Copies the last changes of a paused source and compares both sides row by row. */
  finishCopy(): Promise<number>;
  /** The source takes writes again. */
  resume(): Promise<void>;
  /** The source never writes again. @throws when its pause ran out; then nothing has changed */
  leave(): Promise<void>;
  /** The target serves the project. */
  arrive(): Promise<void>;
  /** The source does not even read any more. */
  close(): Promise<void>;
  /** Removes the rows at the source, but for the one that says the project moved. */
  clean(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Opens both planes' databases for one project and takes it for this process alone.
 * @throws when a database cannot be reached, when another process moves the project, or when the
 * planes' tables differ
 */
export async function openTransfer(options: {
  readonly projectId: string;
  readonly sourceUrl: string;
  readonly targetUrl: string;
}): Promise<ProjectTransfer> {
  if (!isUuid(options.projectId)) throw new Error("A project is named by its id.");
  const source = await connectToMove(options.sourceUrl);
  let target: pg.Client | undefined;
  try {
    target = await connectToMove(options.targetUrl);
    await takeAlone(target, options.projectId);
    const tables = await projectTables(source);
    if (JSON.stringify(tables) !== JSON.stringify(await projectTables(target))) {
      throw new Error("The data planes have not run the same migrations.");
    }
    return new OpenTransfer({ source, target, projectId: options.projectId, tables });
  } catch (error) {
    await Promise.all([source.end(), target?.end()]);
    throw error;
  }
}

/** Held while the connection lasts that writes the copy: who loses it cannot write any more. */
async function takeAlone(target: pg.Client, projectId: string): Promise<void> {
  const { rows } = await target.query<{ taken: boolean }>(
    "select pg_try_advisory_lock(hashtextextended($1, 44)) as taken",
    [projectId],
  );
  if (!rows[0]?.taken) throw new Error("Another process moves this project.");
}

class OpenTransfer implements ProjectTransfer {
  readonly #ends: CopyEnds;
  #mark: string | undefined;

  constructor(ends: CopyEnds) {
    this.#ends = ends;
  }

  async placements() {
    const { source, target, projectId } = this.#ends;
    const [here, there] = await Promise.all(
      [source, target].map((client) =>
        client.query<{ placement: Placement }>(
          "select placement from plane.projects where project_id = $1",
          [projectId],
        ),
      ),
    );
    return { source: here?.rows[0]?.placement, target: there?.rows[0]?.placement };
  }

  async copyAll(): Promise<number> {
    const { target, projectId } = this.#ends;
    if ((await this.placements()).target === "here") {
      throw new Error("The target serves this project already.");
    }
    await this.#empty(target);
    await target.query(
      `delete from plane.projects where project_id = $1 and placement in ('arriving', 'moved')`,
      [projectId],
    );
    const { rows, mark } = await copyRound(this.#ends, { rows: "all" });
    this.#mark = mark;
    return rows;
  }

  copyChanges = () => this.#copyRest("changed");

  async pause(seconds: number, patienceMilliseconds: number): Promise<void> {
    const paused = await this.#place(
      this.#ends.source,
      "paused",
      "placement in ('here', 'paused')",
      `now() + interval '${Math.trunc(seconds)} seconds'`,
    );
    if (!paused) throw new Error("The source does not serve this project.");
    await waitForWriters(this.#ends.source, patienceMilliseconds);
  }

  async finishCopy(): Promise<number> {
    const rows = await this.#copyRest("changed and removed");
    await assertSameRows(this.#ends);
    return rows;
  }

  async resume(): Promise<void> {
    await this.#place(this.#ends.source, "here", "placement = 'paused'");
  }

  async leave(): Promise<void> {
    const left = await this.#place(
      this.#ends.source,
      "left",
      `placement = 'paused' and paused_until > clock_timestamp() + interval '${MARGIN_SECONDS} seconds'`,
    );
    if (!left) throw new Error("The pause of the source ran out.");
  }

  async arrive(): Promise<void> {
    const arrived = await this.#place(
      this.#ends.target,
      "here",
      "placement in ('arriving', 'here')",
    );
    if (!arrived) throw new Error("The copy is gone from the target.");
  }

  async close(): Promise<void> {
    await this.#place(this.#ends.source, "moved", "placement in ('left', 'moved')");
  }

  async clean(): Promise<void> {
    const { source, projectId } = this.#ends;
    if ((await this.placements()).source !== "moved") {
      throw new Error("The source still serves this project.");
    }
    await this.#empty(source);
    await source.query(
      `update plane.projects set config = '{}', secret = '' where project_id = $1`,
      [projectId],
    );
  }

  async end(): Promise<void> {
    await Promise.all([this.#ends.source.end(), this.#ends.target.end()]);
  }

  async #copyRest(rows: "changed" | "changed and removed"): Promise<number> {
    if (this.#mark === undefined) throw new Error("Copy everything first.");
    const copied = await copyRound(this.#ends, { rows, since: this.#mark });
    this.#mark = copied.mark;
    return copied.rows;
  }

  async #place(
    client: pg.Client,
    placement: Placement,
    where: string,
    until = "null",
  ): Promise<boolean> {
    const { rowCount } = await client.query(
      `update plane.projects set placement = $2, paused_until = ${until}
        where project_id = $1 and ${where}`,
      [this.#ends.projectId, placement],
    );
    return rowCount === 1;
  }

  /** In portions: a large project must not hold up the plane's cleanup. */
  async #empty(client: pg.Client): Promise<void> {
    for (const { name } of this.#ends.tables.toReversed()) {
      if (name === "projects") continue;
      let removed: number;
      do {
        const outcome = await client.query(
          `delete from plane.${name} where ctid = any (array (
             select ctid from plane.${name} where project_id = $1 limit ${ROWS_PER_TRANSACTION}
           )) and project_id = $1`,
          [this.#ends.projectId],
        );
        removed = outcome.rowCount ?? 0;
      } while (removed === ROWS_PER_TRANSACTION);
    }
  }
}

/**
 * Waits for every transaction of this database that began before now: it may not have seen the
 * pause. Whatever begins later sees it.
 */
async function waitForWriters(client: pg.Client, patienceMilliseconds: number): Promise<void> {
  const until = Date.now() + patienceMilliseconds;
  const begun = await client.query<{ id: string }>(
    `select virtualxid as id from pg_locks
      where locktype = 'virtualxid' and granted and pid in (
        select pid from pg_stat_activity
         where usesysid is not null and pid <> pg_backend_pid()
           and datid = (select oid from pg_database where datname = current_database())
      )`,
  );
  let open = begun.rows.map(({ id }) => id);
  while (open.length > 0) {
    if (Date.now() > until) throw new Error("Writes that began before the pause do not end.");
    await sleep(LOOK_MILLISECONDS);
    const still = await client.query<{ id: string }>(
      `select virtualxid as id from pg_locks
        where locktype = 'virtualxid' and granted and virtualxid = any ($1)`,
      [open],
    );
    open = still.rows.map(({ id }) => id);
  }
}
