import type { RequestLogEntry } from "@grantry/persistence";
import { createLogger } from "@grantry/platform";
import { RequestLog } from "./request-log.js";

const logger = createLogger({ name: "test", level: "silent" });

/** Recorders that keep what they were given, by project. */
function recorders() {
  const kept = new Map<string, RequestLogEntry[][]>();
  const of = (projectId: string) => ({
    async record(entries: readonly RequestLogEntry[]) {
      kept.set(projectId, [...(kept.get(projectId) ?? []), [...entries]]);
    },
  });
  return { kept, of };
}

function entry(requestId: string): RequestLogEntry {
  const at = new Date();
  const answer = { method: "POST", path: "/oauth2/token", status: 200, milliseconds: 1 };
  return { id: requestId, at, requestId, ...answer, address: "", userAgent: "", expiresAt: at };
}

describe("the request log of a process", () => {
  it("keeps of each project twenty successes and a hundred refusals of a moment", async () => {
    const log = new RequestLog(logger);
    const { kept, of } = recorders();
    for (let count = 0; count < 200; count += 1) {
      log.add("a", of("a"), "success", () => entry(`success ${count}`));
      log.add("a", of("a"), "refusal", () => entry(`refusal ${count}`));
    }
    await log.flush();
    const ids = kept.get("a")?.[0]?.map(({ requestId }) => requestId) ?? [];
    expect(ids.filter((id) => id.startsWith("success"))).toHaveLength(20);
    expect(ids.filter((id) => id.startsWith("refusal"))).toHaveLength(100);
  });

  it("keeps a hundred successes of all projects, and every refusal beside them", async () => {
    const log = new RequestLog(logger);
    const { kept, of } = recorders();
    for (let count = 0; count < 500; count += 1) {
      const project = `project ${count}`;
      log.add(project, of(project), "success", () => entry("success"));
      log.add(project, of(project), "refusal", () => entry("refusal"));
    }
    await log.flush();
    const all = [...kept.values()].flat(2).map(({ requestId }) => requestId);
    expect(all.filter((id) => id === "success")).toHaveLength(100);
    expect(all.filter((id) => id === "refusal")).toHaveLength(500);
  });

  it("has room again after each write", async () => {
    const log = new RequestLog(logger);
    const { kept, of } = recorders();
    for (const id of ["first", "second"]) {
      for (let count = 0; count < 30; count += 1) log.add("a", of("a"), "success", () => entry(id));
      await log.flush();
    }
    expect(kept.get("a")?.map((entries) => entries.length)).toEqual([20, 20]);
  });
});
