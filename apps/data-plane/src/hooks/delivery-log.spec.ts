import type { Delivery } from "@grantry/oauth2";
import { createLogger } from "@grantry/platform";
import { DeliveryLog } from "./delivery-log.js";

function anEntry(id: number, state: Delivery["state"] = "delivered"): Delivery {
  const now = new Date();
  return {
    id: String(id),
    kind: "token_hook",
    clientId: "c",
    url: "https://hook.example.com/",
    state,
    attempts: 1,
    createdAt: now,
    expiresAt: now,
  };
}

function aLog() {
  const written: Delivery[][] = [];
  const log = new DeliveryLog(createLogger({ name: "test", level: "silent" }));
  const recorder = {
    record: async (entries: readonly Delivery[]) => void written.push([...entries]),
  };
  return { log, recorder, written };
}

describe("the delivery log", () => {
  test("writes the entries of a project together", async () => {
    const { log, recorder, written } = aLog();
    for (let id = 0; id < 3; id += 1) log.add("p", recorder, anEntry(id));
    await log.flush();
    expect(written.map((entries) => entries.map(({ id }) => id))).toEqual([["0", "1", "2"]]);
  });

  test("is bounded, and keeps failures before successes", async () => {
    const { log, recorder, written } = aLog();
    for (let id = 0; id < 100; id += 1) log.add("p", recorder, anEntry(id));
    log.add("p", recorder, anEntry(100, "failed"));
    await log.flush();
    expect(written[0]).toHaveLength(20);
    expect(written[0]?.filter(({ state }) => state === "failed")).toHaveLength(1);
  });

  test("outlives a database that refuses", async () => {
    const { log, recorder, written } = aLog();
    const refusing = { record: () => Promise.reject(new Error("no database")) };
    log.add("p", refusing, anEntry(1));
    await expect(log.flush()).resolves.toBeUndefined();
    log.add("p", recorder, anEntry(2));
    await log.flush();
    expect(written).toHaveLength(1);
  });
});
