import type { SideSummary, Summary } from "./verdict.js";

const columns = [
  "req/s",
  "spread",
  "p50 ms",
  "p99 ms",
  "CPU µs",
  "PG µs",
  "SQL",
  "MiB",
  "load gen",
];

/** The heading of the table. */
export function heading(): string {
  return row("", columns);
}

/** One operation as lines of the table: its sides, then ratios, goals and what is wrong. */
export function operationLines(summary: Summary): string[] {
  return [
    "",
    summary.title,
    ...summary.sides.map(sideLine),
    ...summary.ratios.map(
      ({ to, byRequests, byCpu }) =>
        `    grantry is ${number(byRequests, 2)}x ${to} by req/s` +
        (byCpu === undefined ? "" : `, ${number(byCpu, 2)}x by CPU per request`),
    ),
    ...summary.goals.map(
      ({ what, goal, measured, met }) =>
        `    ${met ? "met   " : "MISSED"} ${number(measured, 2)} ${what} ${goal}`,
    ),
    ...summary.problems.map((problem) => `    WRONG ${problem}`),
  ];
}

function sideLine(side: SideSummary): string {
  if (side.absent !== undefined) return `  ${side.name.padEnd(16)} not measured: ${side.absent}`;
  return row(side.name, [
    number(side.requestsPerSecond, 0),
    `${number(side.spread * 100, 0)} %`,
    number(side.p50Milliseconds, 1),
    number(side.p99Milliseconds, 1),
    number(side.cpuMicroseconds, 0),
    number(side.databaseCpuMicroseconds, 0),
    number(side.statements, 2),
    number(side.residentMebibytes, 0),
    `${number(side.generatorShare * 100, 0)} %`,
  ]);
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(16)}${cells.map((cell) => cell.padStart(10)).join("")}`;
}

/** A number for people; a dash for what is not known. */
export function number(value: number | undefined, digits: number): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
