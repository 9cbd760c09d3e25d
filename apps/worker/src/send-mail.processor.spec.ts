import { attemptOf } from "./send-mail.processor.js";

const at = new Date("2026-01-01T00:00:00Z");
const unreachable = { kind: "unreachable", error: "no answer" } as const;

describe("an attempt at a mail", () => {
  it("is the last when the mail server takes it or refuses it for good", () => {
    expect(attemptOf({ kind: "taken" }, 3, at)).toEqual({ state: "sent" });
    const refused = { kind: "refused", error: "the mail server answered 550" } as const;
    expect(attemptOf(refused, 0, at)).toMatchObject({ state: "failed", error: refused.error });
  });

  it("is followed by another, later each time, eight in all", () => {
    const pauses = Array.from({ length: 8 }, (_, earlier) => {
      const attempt = attemptOf(unreachable, earlier, at);
      return attempt.state === "waiting" ? attempt.dueAt.getTime() - at.getTime() : attempt.state;
    });
    const seconds = [5, 30, 120, 600, 3_600, 10_800, 36_000];
    expect(pauses).toEqual([...seconds.map((each) => each * 1_000), "failed"]);
  });
});
