import { resolveLocalhostNames } from "./loopback-names.js";
import { run } from "./run.js";
import { openWorld } from "./world.js";

// A reader that stops early, such as `head`, is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

resolveLocalhostNames();
process.exitCode = await run(openWorld(), process.argv.slice(2));
