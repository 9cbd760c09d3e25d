import { createLogger } from "@grantry/platform";
import { WorkerLog } from "./worker-log.js";

function capture() {
  const lines: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  let now = 0;
  const logger = createLogger({ name: "worker", level: "info", destination });
  const log = new WorkerLog(logger, () => now);
  return {
    log,
    messages: () => lines.map(({ msg }) => msg),
    pass: (milliseconds: number) => void (now += milliseconds),
  };
}

describe("the log of an outage", () => {
  it("tells the same complaint once a minute", () => {
    const { log, messages, pass } = capture();
    for (let second = 0; second < 120; second += 1) {
      log.queueError("cleanup", new Error("connect ECONNREFUSED"));
      pass(1_000);
    }
    expect(messages()).toHaveLength(2);
  });

  it("tells the end of the outage once, and the next outage at once", () => {
    const { log, messages } = capture();
    log.reachable();
    log.queueError("cleanup", new Error("connect ECONNREFUSED"));
    log.reachable();
    log.reachable();
    log.queueError("cleanup", new Error("connect ECONNREFUSED"));
    expect(messages()).toEqual([
      "queue unreachable, waiting for it",
      "queues reachable",
      "queue unreachable, waiting for it",
    ]);
  });
});
