import os from "node:os";
import { measure, type Measurement } from "../measure.js";
import { OPERATIONS } from "../operations.js";
import { number } from "../report.js";
import type { Target } from "../servers/target.js";
import { median } from "../statistics.js";
import type { GoalResult } from "../verdict.js";
import type { Scenario, Stage } from "./scenario.js";

const goal = 1.7;
/** The generator leaves room when the two processes could have this many processors. */
const roomNeeded = 1.9;
const connections = 64;
const operations = ["client_credentials", "introspection"];

/**
 * Two data planes against one. Where the load generators need the processors themselves, requests
 * per second cannot double; then the processor time of an answer tells what two could do.
 */
export const twoProcesses: Scenario = {
  id: "two_processes",
  title: "two data planes against one",
  applies: () => true,
  async run(stage) {
    const goals: GoalResult[] = [];
    const notes: string[] = [];
    const problems: string[] = [];
    for (const id of operations) {
      const seen = await compare(stage, id);
      const left = os.cpus().length - seen.generators;
      const byCpu = (2 * seen.cpuOfOne) / seen.cpuOfTwo;
      const hasRoom = left >= roomNeeded;
      const measured = hasRoom ? seen.byRequests : byCpu;
      notes.push(
        `${id}: ${number(seen.one, 0)} req/s with one, ${number(seen.two, 0)} with two ` +
          `(${number(seen.byRequests, 2)}x); CPU per answer ${number(seen.cpuOfOne, 0)} µs and ` +
          `${number(seen.cpuOfTwo, 0)} µs, so two busy processors would give ${number(byCpu, 2)}x; the ` +
          `generators took ${number(seen.generators, 2)} of ${os.cpus().length} processors`,
      );
      const basis = hasRoom ? "req/s" : "CPU per answer";
      goals.push({
        what: `x of one, ${id}, by ${basis}, at least`,
        goal,
        measured,
        met: measured >= goal,
      });
      problems.push(...seen.problems);
    }
    return { id: this.id, title: this.title, notes, goals, problems };
  },
};

async function compare(stage: Stage, id: string) {
  const planes = [stage.grantry.plane(0), stage.grantry.plane(1)];
  const ones: Measurement[] = [];
  const twos: Measurement[][] = [];
  for (const plane of planes) await load(stage, id, plane, 1);
  for (let round = 0; round < stage.arena.options.rounds; round += 1) {
    const { seconds } = stage.arena.options;
    const [first] = planes;
    if (first !== undefined) ones.push(await load(stage, id, first, seconds));
    twos.push(await Promise.all(planes.map((plane) => load(stage, id, plane, seconds))));
  }
  const sum = (round: Measurement[], read: (each: Measurement) => number): number =>
    round.reduce((total, each) => total + read(each), 0);
  const one = median(ones.map((each) => each.requestsPerSecond));
  const two = median(twos.map((round) => sum(round, (each) => each.requestsPerSecond)));
  const wrong = [...ones, ...twos.flat()].filter((each) => each.wrong > 0);
  return {
    one,
    two,
    byRequests: two / one,
    cpuOfOne: median(ones.map((each) => each.cpuMicroseconds ?? Number.NaN)),
    cpuOfTwo: median(twos.flat().map((each) => each.cpuMicroseconds ?? Number.NaN)),
    generators: median(twos.map((round) => sum(round, (each) => each.generatorShare))),
    problems: wrong.map((each) => `${id}: ${each.wrong} wrong answers: ${each.wrongExample}`),
  };
}

async function load(
  stage: Stage,
  id: string,
  plane: Target,
  seconds: number,
): Promise<Measurement> {
  const { arena, contestants } = stage;
  const operation = OPERATIONS.find((each) => each.id === id);
  const supply = contestants[0]?.supply;
  if (operation === undefined || !("plan" in operation) || supply === undefined) {
    throw new Error(`no operation ${id}`);
  }
  const plan = await operation.plan(plane, supply, { connections, singles: 0 });
  if ("absent" in plan) throw new Error(plan.absent);
  const { measurement } = await measure(arena.postgres, plane.watched(), () =>
    arena.generator.run(plan, { connections, seconds }),
  );
  return measurement;
}
