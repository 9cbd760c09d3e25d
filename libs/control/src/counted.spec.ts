import { counted, countedEach } from "./counted.js";

describe("numbers of things", () => {
  it.each([
    [0, "no sessions"],
    [1, "1 session"],
    [1_204, "1,204 sessions"],
    [10_001, "more than 10,000 sessions"],
  ])("%i is %s", (count, words) => {
    expect(counted(count, "session")).toBe(words);
  });

  it("stand in a row without those that are none", () => {
    expect(countedEach([])).toBe("");
    expect(
      countedEach([
        [2, "session"],
        [0, "user"],
      ]),
    ).toBe("2 sessions");
    expect(
      countedEach([
        [2, "session"],
        [1, "user"],
        [3, "token"],
      ]),
    ).toBe("2 sessions, 1 user and 3 tokens");
  });
});
