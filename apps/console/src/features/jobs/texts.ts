import { count, durationInWords, plural } from "../../lib/format.js";

interface ScheduleText {
  name: string;
  sentence: string;
}

const schedules: Readonly<Record<string, ScheduleText>> = {
  "signing-key-rotation": {
    name: "Signing key rotation",
    sentence: "Rotates keys that have signed for their period.",
  },
  cleanup: { name: "Cleanup", sentence: "Removes what has expired." },
  "provisioning-retry": {
    name: "Provisioning",
    sentence: "Brings to the data planes what did not reach them.",
  },
  "custom-domains": { name: "Custom domains", sentence: "Looks for the records of host names." },
  deliveries: { name: "Deliveries", sentence: "Sends events, logout tokens and mail." },
  "audit-collection": {
    name: "Audit collection",
    sentence: "Collects what was done at the data planes.",
  },
  "audit-heads": { name: "Audit heads", sentence: "Signs the end of every audit log." },
  "audit-check": { name: "Audit check", sentence: "Computes every audit log's chain anew." },
};

export const jobTexts = {
  title: "Jobs",
  purpose: "What runs by itself in this installation and in the projects of this workspace.",
  purposeProject: "What ran by itself in this project.",
  caption: "Schedules and their last results",
  schedule: (name: string): ScheduleText => schedules[name] ?? { name, sentence: "" },
  columns: {
    schedule: "Schedule",
    last: "Last run",
    result: "Result",
    counts: "Did",
    took: "Took",
    runs: "Runs",
  },
  outcomes: { succeeded: "Succeeded", failed: "Failed" },
  nothing: "nothing to do",
  did: (counts: Record<string, number>) =>
    Object.entries(counts)
      .filter(([, number]) => number > 0)
      .map(([what, number]) => `${what.replaceAll("_", " ")} ${count(number)}`)
      .join(", "),
  took: (milliseconds: number) =>
    milliseconds < 1_000 ? `${milliseconds} ms` : durationInWords(Math.round(milliseconds / 1_000)),
  show: (runs: string, name: string) => `${runs}: ${name}`,
  ran: (runs: number, failed: number) =>
    failed === 0
      ? plural(runs, { one: "1 run", other: `Last ${count(runs)} runs` })
      : `${count(failed)} of ${count(runs)} failed`,
  runsOf: (name: string) => `Runs of ${name}`,
  runColumns: {
    time: "Started",
    result: "Result",
    project: "Project",
    counts: "Did",
    took: "Took",
  },
  everywhere: "All projects",
  empty: "Nothing has run yet. Results appear here within a minute.",
  emptyProject: "Nothing has run in this project in the last 30 days.",
  close: "Close",
};
