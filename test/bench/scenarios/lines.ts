import { number } from "../report.js";
import type { ScenarioResult } from "./scenario.js";

/** A scenario as lines below the table. */
export function scenarioLines({ title, notes, goals, problems }: ScenarioResult): string[] {
  return [
    "",
    title,
    ...notes.map((note) => `    ${note}`),
    ...goals.map(
      ({ what, goal, measured, met }) =>
        `    ${met ? "met   " : "MISSED"} ${number(measured, 2)} ${what} ${goal}`,
    ),
    ...problems.map((problem) => `    WRONG ${problem}`),
  ];
}
