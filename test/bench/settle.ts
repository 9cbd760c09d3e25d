import os from "node:os";
import { setTimeout as pause } from "node:timers/promises";

/** Seconds: a quick run has few. */
export function patienceOf({ quick }: { readonly quick: boolean }): number {
  return quick ? 5 : 60;
}

const windowMilliseconds = 1_000;
const quietShare = 0.06;

/**
 * Waits until the machine does next to nothing: what a load leaves behind (events on their way to
 * the audit log, vacuum of what was written) would be charged to the next one. Gives up after
 * `mostSeconds`.
 */
export async function settle(mostSeconds: number): Promise<void> {
  for (let seconds = 0; seconds < mostSeconds; seconds += 1) {
    const before = busyMilliseconds();
    await pause(windowMilliseconds);
    const share = (busyMilliseconds() - before) / windowMilliseconds / os.cpus().length;
    if (share < quietShare) return;
  }
}

/** Processor time of the whole machine. */
function busyMilliseconds(): number {
  return os
    .cpus()
    .reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
