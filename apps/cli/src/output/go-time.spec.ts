import { goTime } from "./go-time.js";

describe("time as Go writes it", () => {
  it("has date, time, offset and zone, to the second", () => {
    const moment = new Date("2026-09-24T12:00:00.987Z");
    expect(goTime(moment)).toMatch(/^2026-09-2[345] \d\d:\d\d:00 [+-]\d{4} [A-Z0-9+-]+$/);
  });

  it("shows the moment it was given", () => {
    const [date, time, offset] = goTime(new Date(0)).split(" ");
    const iso = `${date}T${time}${offset?.slice(0, 3)}:${offset?.slice(3)}`;
    expect(new Date(iso).getTime()).toBe(0);
  });
});
