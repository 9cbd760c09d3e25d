import fs from "node:fs";
import { Session, type Profiler } from "node:inspector";

/**
 * Loaded into a process before its own code when a run profiles it. SIGUSR2 starts a CPU
 * profile, the next SIGUSR2 ends it and writes it to the file that BENCH_PROFILE_FILE names.
 */
const file = process.env["BENCH_PROFILE_FILE"] ?? "";
const intervalMicroseconds = 200;
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: intervalMicroseconds });
let running = false;

process.on("SIGUSR2", () => {
  running = !running;
  if (running) {
    session.post("Profiler.start");
    return;
  }
  session.post("Profiler.stop", (_error, { profile }: Profiler.StopReturnType) => {
    fs.writeFileSync(`${file}.new`, JSON.stringify(profile));
    fs.renameSync(`${file}.new`, file);
  });
});
