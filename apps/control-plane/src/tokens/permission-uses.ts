import type { ControlDatabase, PermissionUse } from "@grantry/persistence";
import type { Logger } from "@grantry/platform";

const FLUSH_MILLISECONDS = 2_000;
const MOST_COUNTERS = 50_000;

/**
 * Counts which permissions personal access tokens use at the control plane, in memory, and writes
 * the sums every few seconds: no request waits for it.
 */
export class PermissionUses {
  private counters = new Map<string, PermissionUse>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly control: ControlDatabase,
    private readonly logger: Pick<Logger, "warn">,
  ) {
    this.timer = setInterval(() => void this.flush(), FLUSH_MILLISECONDS);
    this.timer.unref();
  }

  /** Counts one use; forgets it when there is too much to remember. */
  note(tokenId: string, permission: string): void {
    const day = new Date().toISOString().slice(0, 10);
    const key = [tokenId, permission, day].join(" ");
    const counter = this.counters.get(key);
    if (counter) counter.uses += 1;
    else if (this.counters.size < MOST_COUNTERS) {
      this.counters.set(key, { tokenId, permission, day, uses: 1 });
    }
  }

  /** Writes what was counted since the last time; a failure loses it, not the request. */
  async flush(): Promise<void> {
    const uses = [...this.counters.values()];
    if (uses.length === 0) return;
    this.counters = new Map();
    try {
      await this.control.permissionUses.add(uses);
    } catch (cause) {
      this.logger.warn({ err: cause }, "uses of permissions not written");
    }
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
