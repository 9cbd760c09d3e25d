import type { Delivery, HookCall } from "@grantry/oauth2";
import { HookUnavailable } from "@grantry/oauth2";
import { OutboundError, type GuardedAnswer, type GuardedRequest } from "@grantry/platform";
import type { DeliveryLog } from "./delivery-log.js";
import { HookCallers } from "./hook-caller.js";

const CALL: HookCall = {
  kind: "token_hook",
  target: {
    url: "https://hook.example.com/",
    credential: { in: "cookie", name: "key", value: "secret" },
  },
  clientId: "a client",
  document: { hello: "world" },
};

function aCaller(answers: readonly (number | Error)[]) {
  const requests: GuardedRequest[] = [];
  const entries: Delivery[] = [];
  const left = [...answers];
  const fetch = {
    request: async (_: string, request: GuardedRequest = {}): Promise<GuardedAnswer> => {
      requests.push(request);
      const answer = left.shift() ?? 204;
      if (answer instanceof Error) throw answer;
      return { status: answer, contentType: "", body: Buffer.alloc(0) };
    },
  };
  const log = {
    add: (_project: string, _recorder: unknown, entry: Delivery) => void entries.push(entry),
  } as unknown as DeliveryLog;
  let now = Date.parse("2026-03-01T12:00:00Z");
  const callers = new HookCallers({ fetch, log, clock: () => new Date(now) });
  const recorder = { record: async () => undefined };
  return {
    hooks: callers.of("p", recorder),
    others: callers.of("another", recorder),
    requests,
    entries,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

function times(count: number, answer: number | Error): (number | Error)[] {
  return Array.from({ length: count }, () => answer);
}

const GONE = new OutboundError("failed", new Error("nobody there"));

describe("a call to a hook", () => {
  test("posts JSON with the project's credential and a time limit", async () => {
    const { hooks, requests } = aCaller([204]);
    expect(await hooks.ask(CALL)).toEqual({ status: 204, body: "" });
    expect(requests).toEqual([
      {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          accept: "application/json",
          cookie: "key=secret",
        },
        body: '{"hello":"world"}',
        timeoutMilliseconds: 5_000,
      },
    ]);
  });

  test("leaves an entry in the log, without the credential", async () => {
    const { hooks, entries } = aCaller([204, 403, 500, GONE]);
    for (let call = 0; call < 4; call += 1) await hooks.ask(CALL).catch(() => undefined);
    expect(entries.map(({ state, status, error }) => ({ state, status, error }))).toEqual([
      { state: "delivered", status: 204 },
      { state: "refused", status: 403 },
      { state: "failed", status: 500, error: "it answered 500" },
      { state: "failed", error: "The address could not be reached." },
    ]);
    expect(JSON.stringify(entries)).not.toContain("secret");
  });

  test("is not made after five failures in a row, for that project and address only", async () => {
    const { hooks, others, requests, pass } = aCaller([...times(5, GONE), 204, 204]);
    for (let call = 0; call < 6; call += 1) {
      await expect(hooks.ask(CALL)).rejects.toThrow(HookUnavailable);
    }
    expect(requests).toHaveLength(5);
    expect((await others.ask(CALL)).status).toBe(204);
    pass(10_000);
    expect((await hooks.ask(CALL)).status).toBe(204);
    expect((await hooks.ask(CALL)).status).toBe(204);
  });

  test("counts as a failure when the hook answers 5xx, and not when it refuses", async () => {
    const refusing = aCaller(times(8, 403));
    for (let call = 0; call < 8; call += 1) await refusing.hooks.ask(CALL);
    expect(refusing.requests).toHaveLength(8);
    const failing = aCaller(times(5, 502));
    for (let call = 0; call < 5; call += 1) await failing.hooks.ask(CALL);
    await expect(failing.hooks.ask(CALL)).rejects.toThrow(HookUnavailable);
  });

  test("is made once more when a kept-alive connection had been closed", async () => {
    const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    const { hooks, entries } = aCaller([new OutboundError("failed", reset), 204]);
    expect((await hooks.ask(CALL)).status).toBe(204);
    expect(entries).toHaveLength(1);
  });
});
