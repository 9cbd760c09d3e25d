import { DeviceGuesses } from "./device-guesses.js";

const noon = new Date("2026-03-01T12:00:00.000Z");
const later = new Date(noon.getTime() + 15 * 60_000);
const guess = { projectId: "a project", flowId: "a visit", address: "192.0.2.1" };

function failing(guesses: DeviceGuesses, times: number, of: (count: number) => typeof guess): void {
  for (let count = 0; count < times; count += 1) guesses.failed(of(count), noon);
}

describe("guesses of user codes (RFC 8628 §5.1)", () => {
  it("are held back after five in a visit, for a quarter of an hour", () => {
    const guesses = new DeviceGuesses();
    failing(guesses, 4, () => guess);
    expect(guesses.waitSeconds(guess, noon)).toBe(0);
    guesses.failed(guess, noon);
    expect(guesses.waitSeconds(guess, noon)).toBe(900);
    expect(guesses.waitSeconds(guess, later)).toBe(0);
    expect(guesses.waitSeconds({ ...guess, flowId: "another" }, noon)).toBe(0);
  });

  it("are held back by network address however many visits there are", () => {
    const guesses = new DeviceGuesses();
    failing(guesses, 30, (count) => ({ ...guess, flowId: `visit ${count}` }));
    expect(guesses.waitSeconds({ ...guess, flowId: "fresh" }, noon)).toBe(900);
    expect(guesses.waitSeconds({ ...guess, flowId: "fresh", address: "192.0.2.2" }, noon)).toBe(0);
    expect(guesses.waitSeconds({ ...guess, projectId: "other", flowId: "fresh" }, noon)).toBe(0);
  });
});
