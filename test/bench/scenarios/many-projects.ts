import { Connection } from "../http/connection.js";
import { residentMebibytes } from "../counters/processes.js";
import { renderRequest } from "../load/plan.js";
import type { LoadPlan, Variation } from "../load/plan.js";
import { measure } from "../measure.js";
import { OPERATIONS } from "../operations.js";
import { profileLoad } from "../profile/profile.js";
import { number } from "../report.js";
import { CLIENTS_PER_PROJECT, seedProjects, seededClient } from "../seeding/projects.js";
import type { SeededProject } from "../seeding/projects.js";
import { SCOPES } from "../servers/target.js";
import { patienceOf, settle } from "../settle.js";
import { median, percentile } from "../statistics.js";
import type { GoalResult } from "../verdict.js";
import type { Scenario, Stage } from "./scenario.js";
import { zipfDraws } from "./zipf.js";

const goals = { ratio: 0.9, coldMilliseconds: 50, memoryMebibytes: 600, startGrowth: 1.25 };
const draws = 20_000;
const coldProjects = 300;
const starts = 3;

/** Many projects with twenty clients each: nothing gets slower, larger or later because of them. */
export const manyProjects: Scenario = {
  id: "many_projects",
  title: "many projects, 20 clients each, load spread by Zipf",
  applies: ({ projects }) => projects > 0,
  async run(stage) {
    const { arena, grantry } = stage;
    const { projects: count } = arena.options;
    const startOfFew = await startOf(stage);
    const before = await rates(
      stage,
      "one-project",
      await spreadOver(stage, [ownVariation(stage)]),
    );
    const seeded = await seedProjects(grantry, arena.postgres, count);
    const startOfMany = await startOf(stage);
    await settle(patienceOf(arena.options));
    const cold = await firstRequests(stage, seeded.slice(-coldProjects));
    const after = await rates(stage, "many-projects", await spreadOver(stage, zipf(stage, seeded)));
    const memory = Math.max(
      ...grantry
        .plane(0)
        .watched()
        .processes.map((pid) => residentMebibytes(pid) ?? 0),
    );
    const p99 = percentile(cold, 0.99);
    const atMost = (what: string, goal: number, measured: number): GoalResult => ({
      what: `${what}, at most`,
      goal,
      measured,
      met: measured <= goal,
    });
    return {
      id: this.id,
      title: `${number(count, 0)} projects, ${CLIENTS_PER_PROJECT} clients each, load spread by Zipf`,
      notes: [
        `start to ready: ${number(startOfFew, 0)} ms with one project, ${number(startOfMany, 0)} ms with all`,
        `first request to a cold project: p50 ${number(percentile(cold, 0.5), 1)} ms, p99 ${number(p99, 1)} ms`,
        `memory of a data plane after the load: ${number(memory, 0)} MiB`,
        ...before.map(
          (one, index) =>
            `${one.id}: with one project ${describe(one)}; with all ${describe(after[index])}`,
        ),
      ],
      goals: [
        ...before.map(({ id, rate }, index): GoalResult => {
          const measured = (after[index]?.rate ?? Number.NaN) / rate;
          const met = measured >= goals.ratio;
          return { what: `of one project, ${id}, at least`, goal: goals.ratio, measured, met };
        }),
        atMost("ms p99 of the first request to a cold project", goals.coldMilliseconds, p99),
        atMost("MiB of memory", goals.memoryMebibytes, memory),
        atMost("times the start with one project", goals.startGrowth, startOfMany / startOfFew),
      ],
      problems: [...before, ...after].flatMap(({ id, wrong }) =>
        wrong === "" ? [] : `${id}: ${wrong}`,
      ),
    };
  },
};

/** Milliseconds from start to ready, the median of some. */
async function startOf({ grantry }: Stage): Promise<number> {
  const seen: number[] = [];
  while (seen.length < starts) seen.push(await grantry.restart());
  return median(seen);
}

/** Rate and what it cost; the generator, too, takes longer for many texts than for one. */
function describe(seen: Awaited<ReturnType<typeof rates>>[number] | undefined): string {
  return (
    `${number(seen?.rate, 0)} req/s, CPU ${number(seen?.cpu, 0)} µs, ` +
    `PostgreSQL ${number(seen?.database, 0)} µs, generator ${number((seen?.generator ?? 0) * 100, 0)} %`
  );
}

const measured = ["client_credentials", "introspection", "discovery", "jwks"] as const;

type Spread = (plan: LoadPlan, id: (typeof measured)[number]) => LoadPlan;

/** Rounds of each operation at the plane directly. */
async function rates(stage: Stage, name: string, spread: Spread) {
  const { arena, grantry, contestants, root } = stage;
  const plane = grantry.plane(0);
  const supply = contestants[0]?.supply;
  const results: {
    id: string;
    rate: number;
    cpu: number;
    database: number;
    generator: number;
    wrong: string;
  }[] = [];
  for (const id of measured) {
    const operation = OPERATIONS.find((each) => each.id === id);
    if (operation === undefined || !("plan" in operation) || supply === undefined) continue;
    const { connections, seconds, rounds, singles } = arena.options;
    const plain = await operation.plan(plane, supply, { connections, singles });
    if ("absent" in plain) continue;
    const plan = spread(plain, id);
    await arena.generator.run(plan, { connections, seconds });
    const seen = [];
    for (let round = 0; round < rounds; round += 1) {
      const run = () => arena.generator.run(plan, { connections, seconds });
      seen.push((await measure(arena.postgres, plane.watched(), run)).measurement);
    }
    const load = () => arena.generator.run(plan, { connections, seconds });
    const title = { operation: id, name };
    const lines = await profileLoad(arena, title, { role: "grantry", target: plane, load }, root);
    if (lines.length > 0) console.log(lines.join("\n"));
    results.push({
      id,
      rate: median(seen.map((each) => each.requestsPerSecond)),
      cpu: median(seen.map((each) => each.cpuMicroseconds ?? Number.NaN)),
      database: median(seen.map((each) => each.databaseCpuMicroseconds ?? Number.NaN)),
      generator: median(seen.map((each) => each.generatorShare)),
      wrong: seen.find((each) => each.wrong > 0)?.wrongExample ?? "",
    });
  }
  return results;
}

/** Latencies in milliseconds of the very first requests of projects nobody has asked for yet. */
async function firstRequests(stage: Stage, projects: readonly SeededProject[]): Promise<number[]> {
  const plane = stage.grantry.plane(0);
  const connection = await Connection.open(plane.port);
  const plan = tokenPlan(plane.port);
  const latencies: number[] = [];
  for (const project of projects) {
    const begunAt = performance.now();
    const answer = await connection.send(renderRequest(plan, variationOf(stage, project, 0)));
    latencies.push(performance.now() - begunAt);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body}`);
  }
  connection.close();
  return latencies;
}

/** Clients of projects as they come when traffic spreads over both by Zipf. */
function zipf(stage: Stage, projects: readonly SeededProject[]): Variation[] {
  const clients = zipfDraws(CLIENTS_PER_PROJECT, draws, 2);
  return zipfDraws(projects.length, draws).map((place, index) => {
    const project = projects[place];
    if (project === undefined) throw new Error("drawn past the end");
    return variationOf(stage, project, clients[index] ?? 0);
  });
}

/** Spreads plans over projects and their clients; introspection asks about tokens of each. */
async function spreadOver(stage: Stage, drawn: readonly Variation[]): Promise<Spread> {
  const tokens = await tokensOf(stage, drawn);
  return (plan, id) => ({
    ...plan,
    variations: { kind: "cycle", list: id === "introspection" ? tokens : drawn },
    expect: {
      ...plan.expect,
      contains: id === "introspection" ? ['"active":true', '"sub":"'] : plan.expect.contains,
    },
  });
}

/** One token for each client that was drawn. */
async function tokensOf(stage: Stage, drawn: readonly Variation[]): Promise<Variation[]> {
  const plane = stage.grantry.plane(0);
  const plan = tokenPlan(plane.port);
  const tokens = new Map<string, Promise<string>>();
  const connections = await Promise.all(
    Array.from({ length: 16 }, () => Connection.open(plane.port)),
  );
  let next = 0;
  const work = async (connection: Connection): Promise<void> => {
    while (next < drawn.length) {
      const variation = drawn[next] ?? {};
      next += 1;
      const key = `${variation.host} ${variation.authorization}`;
      if (tokens.has(key)) continue;
      const token = connection.send(renderRequest(plan, variation)).then(({ body }) => {
        const { access_token: value } = JSON.parse(body) as { access_token?: string };
        if (value === undefined) throw new Error(body);
        return value;
      });
      tokens.set(key, token);
      await token;
    }
  };
  await Promise.all(connections.map(work));
  for (const connection of connections) connection.close();
  return await Promise.all(
    drawn.map(async (variation) => {
      const token = await tokens.get(`${variation.host} ${variation.authorization}`);
      return { ...variation, ...(token !== undefined && { value: token }) };
    }),
  );
}

/** The bench's own project and client, for comparison. */
function ownVariation({ grantry }: Stage): Variation {
  return {
    host: new URL(grantry.project.issuer).host,
    authorization: grantry.clients.machine.basic,
  };
}

function variationOf({ grantry }: Stage, { slug }: SeededProject, client: number): Variation {
  return {
    host: new URL(grantry.grantry.addresses.issuer(slug)).host,
    authorization: seededClient(client).basic,
  };
}

function tokenPlan(port: number): LoadPlan {
  return {
    port,
    method: "POST",
    path: "/oauth2/token",
    headers: {
      host: "",
      authorization: "",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: `grant_type=client_credentials&scope=${encodeURIComponent(SCOPES.machine)}`,
    expect: { status: 200, contains: [] },
  };
}
