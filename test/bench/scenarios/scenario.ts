import type { Arena, Contestant } from "../contest.js";
import type { BenchOptions } from "../options.js";
import type { BenchGrantry } from "../servers/grantry.js";
import type { GoalResult, Summary } from "../verdict.js";
import { halfRate } from "./half-rate.js";
import { manyGrants } from "./many-grants.js";
import { manyProjects } from "./many-projects.js";
import { passwords } from "./passwords.js";
import { revocation } from "./revocation.js";
import { twoProcesses } from "./two-processes.js";

/** What a scenario works with: everything that runs, and what was measured so far. */
export interface Stage {
  readonly arena: Arena;
  readonly grantry: BenchGrantry;
  readonly contestants: readonly Contestant[];
  readonly summaries: readonly Summary[];
  /** The folder of the repository. */
  readonly root: string;
}

export interface ScenarioResult {
  readonly id: string;
  readonly title: string;
  /** What was measured, in words. */
  readonly notes: readonly string[];
  readonly goals: readonly GoalResult[];
  readonly problems: readonly string[];
}

/** Something to show that is more than one operation at one door. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly applies: (options: BenchOptions) => boolean;
  readonly run: (stage: Stage) => Promise<ScenarioResult>;
}

export const SCENARIOS: readonly Scenario[] = [
  revocation,
  halfRate,
  twoProcesses,
  passwords,
  manyGrants,
  manyProjects,
];
