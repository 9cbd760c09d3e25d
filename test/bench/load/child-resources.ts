import { processMilliseconds } from "../counters/processes.js";

const intervalMilliseconds = 100;

/**
 * Watches how much processor time a child process takes, because that cannot be asked once it has
 * ended. `stop` answers the last reading in milliseconds.
 */
export function resourcesOf(pid: number | undefined): { stop: () => number } {
  let latest = 0;
  const read = (): void => {
    latest = (pid === undefined ? undefined : processMilliseconds(pid)) ?? latest;
  };
  const timer = setInterval(read, intervalMilliseconds);
  return {
    stop() {
      clearInterval(timer);
      return latest;
    },
  };
}
