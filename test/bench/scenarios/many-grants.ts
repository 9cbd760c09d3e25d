import { measure } from "../measure.js";
import { OPERATIONS } from "../operations.js";
import { number } from "../report.js";
import { seedGrants } from "../seeding/grants.js";
import { patienceOf, settle } from "../settle.js";
import { median } from "../statistics.js";
import type { GoalResult } from "../verdict.js";
import type { Scenario, Stage } from "./scenario.js";

const goals = { ratio: 0.85, bytesOfGrant: 600 };
const measured = ["refresh", "introspection"];

/** Millions of live grants: refresh and introspection stay what they are with a small database. */
export const manyGrants: Scenario = {
  id: "many_grants",
  title: "many live grants",
  applies: ({ grants }) => grants > 0,
  async run(stage) {
    const { arena, grantry } = stage;
    const before = await rates(stage);
    const size = await seedGrants(grantry, arena.postgres, arena.options.grants);
    await settle(patienceOf(arena.options));
    const after = await rates(stage);
    const bytes = size.table + size.indexes;
    return {
      id: this.id,
      title: `${number(size.grants, 0)} live grants`,
      notes: [
        `a grant takes ${number(size.table, 0)} bytes in the table and ${number(size.indexes, 0)} in indexes`,
        ...before.map(
          ({ id, rate, cpu, databaseCpu }, index) =>
            `${id}: ${number(rate, 0)} req/s before, ${number(after[index]?.rate, 0)} with all; ` +
            `CPU ${number(cpu, 0)} and ${number(after[index]?.cpu, 0)} µs, PostgreSQL ` +
            `${number(databaseCpu, 0)} and ${number(after[index]?.databaseCpu, 0)} µs`,
        ),
      ],
      goals: [
        ...before.map(({ id, rate }, index): GoalResult => {
          const ratio = (after[index]?.rate ?? Number.NaN) / rate;
          const what = `of a small database, ${id}, at least`;
          return { what, goal: goals.ratio, measured: ratio, met: ratio >= goals.ratio };
        }),
        {
          what: "bytes of a grant, at most",
          goal: goals.bytesOfGrant,
          measured: bytes,
          met: bytes <= goals.bytesOfGrant,
        },
      ],
      problems: [...before, ...after].flatMap(({ id, wrong }) =>
        wrong === "" ? [] : `${id}: ${wrong}`,
      ),
    };
  },
};

async function rates({ arena, grantry, contestants }: Stage) {
  const plane = grantry.plane(0);
  const supply = contestants[0]?.supply;
  const results: { id: string; rate: number; cpu: number; databaseCpu: number; wrong: string }[] =
    [];
  const { connections, seconds, rounds, singles } = arena.options;
  for (const id of measured) {
    const operation = OPERATIONS.find((each) => each.id === id);
    if (operation === undefined || !("plan" in operation) || supply === undefined) continue;
    const seen = [];
    for (let round = 0; round <= rounds; round += 1) {
      const plan = await operation.plan(plane, supply, { connections, singles });
      if ("absent" in plan) throw new Error(plan.absent);
      const run = () => arena.generator.run(plan, { connections, seconds });
      seen.push((await measure(arena.postgres, plane.watched(), run)).measurement);
    }
    const warm = seen.slice(1);
    results.push({
      id,
      rate: median(warm.map((each) => each.requestsPerSecond)),
      cpu: median(warm.map((each) => each.cpuMicroseconds ?? Number.NaN)),
      databaseCpu: median(warm.map((each) => each.databaseCpuMicroseconds ?? Number.NaN)),
      wrong: seen.find((each) => each.wrong > 0)?.wrongExample ?? "",
    });
  }
  return results;
}
