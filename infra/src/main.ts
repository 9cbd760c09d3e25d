import { start, type Started } from "./start.js";

const parentPollMilliseconds = 1_000;

/**
 * Runs `npm start` in the foreground: prints the start block, stops everything on Ctrl-C, SIGTERM
 * or when npm itself has died, and exits.
 */
export async function main(root: string): Promise<void> {
  const running: { started?: Started; stopping?: Promise<void> } = {};
  const stop = (): void => {
    if (running.stopping !== undefined) process.exit(130);
    console.log("\nStopping…");
    running.stopping = (running.started?.stop() ?? Promise.resolve()).then(() => process.exit(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
  stopWithNpm(stop);
  try {
    running.started = await start(root, process.env, (line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  console.log(running.started.block);
  running.started.shown();
}

/** npm killed by kill -9 cannot pass anything on: its child notices that it has a new parent. */
function stopWithNpm(stop: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentPollMilliseconds);
}
