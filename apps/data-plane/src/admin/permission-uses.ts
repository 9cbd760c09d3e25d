import type { CountedUse, PlaneDatabase } from "@grantry/persistence";
import type { Logger } from "@grantry/platform";

const FLUSH_MILLISECONDS = 5_000;
const MOST_COUNTERS = 50_000;
const DAY_MILLISECONDS = 86_400_000;

type Counter = Omit<CountedUse, "uses"> & { uses: number };

/**
 * Counts which permissions personal access tokens use at the admin API, in memory, and writes the
 * sums every few seconds: no request waits for it.
 */
export class PermissionUses {
  readonly #plane: Pick<PlaneDatabase, "inProject">;
  readonly #logger: Pick<Logger, "warn">;
  readonly #clock: () => Date;
  /** By project, then by token, permission and day. */
  #counters = new Map<string, Map<string, Counter>>();
  #size = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(
    plane: Pick<PlaneDatabase, "inProject">,
    logger: Pick<Logger, "warn">,
    clock: () => Date = () => new Date(),
  ) {
    this.#plane = plane;
    this.#logger = logger;
    this.#clock = clock;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MILLISECONDS);
    this.#timer.unref();
  }

  /** Counts one use; forgets it when there is too much to remember. */
  note(projectId: string, tokenId: string, permission: string): void {
    const day = Math.floor(this.#clock().getTime() / DAY_MILLISECONDS);
    const key = `${tokenId}\0${permission}\0${day}`;
    const ofProject = this.#counters.get(projectId) ?? new Map<string, Counter>();
    const counter = ofProject.get(key);
    if (counter) counter.uses += 1;
    if (counter || this.#size >= MOST_COUNTERS) return;
    this.#size += 1;
    const date = new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10);
    this.#counters.set(projectId, ofProject.set(key, { tokenId, permission, day: date, uses: 1 }));
  }

  /** Writes what was counted since the last time; a failure loses it, not the request. */
  async flush(): Promise<void> {
    const counted = this.#counters;
    this.#counters = new Map();
    this.#size = 0;
    for (const [projectId, uses] of counted) {
      try {
        const { adminCredentials } = this.#plane.inProject(projectId);
        await adminCredentials.countPermissions([...uses.values()]);
      } catch (error) {
        this.#logger.warn({ err: error }, "uses of permissions not written");
      }
    }
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
