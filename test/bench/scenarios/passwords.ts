import { setTimeout as pause } from "node:timers/promises";
import { authorize, insideOf, newPerson, signIn, type Person } from "../../support/sign-in.js";
import { UserAgent, type Page } from "../../support/user-agent.js";
import { Browser } from "../browsers.js";
import { openLoopAside, type OpenLoopResult } from "../http/open-loop.js";
import { OPERATIONS } from "../operations.js";
import { number } from "../report.js";
import type { Scenario, ScenarioResult, Stage } from "./scenario.js";

const crowd = 200;
/** More than may wait: some must be told to come back. */
const tooLarge = 500;
const goalMilliseconds = 50;
const background = { requestsPerSecond: 300, connections: 32 };

/** How a crowd of sign-ins ended. */
interface Ends {
  readonly seconds: number;
  readonly through: number;
  readonly toldToComeBack: number;
  readonly otherwise: readonly string[];
}

/** Sign-ins with passwords are bounded by argon2id and must not hold up the token endpoint. */
export const passwords: Scenario = {
  id: "passwords",
  title: `${crowd} and ${tooLarge} people sign in at once with passwords, client_credentials goes on`,
  applies: ({ quick, only }) => !quick || only.includes("passwords"),
  async run(stage) {
    const person = await somebody(stage);
    const first = await withBackground(stage, person, crowd);
    const second = await withBackground(stage, person, tooLarge);
    const measured = first.seen.p99Milliseconds;
    return {
      id: this.id,
      title: this.title,
      notes: [describe(crowd, first), describe(tooLarge, second)],
      goals: [
        {
          what: `ms p99 of client_credentials while ${crowd} sign in, at most`,
          goal: goalMilliseconds,
          measured,
          met: measured <= goalMilliseconds,
        },
      ],
      problems: [...problemsOf(first), ...problemsOf(second)],
    } satisfies ScenarioResult;
  },
};

interface Crowd {
  readonly ends: Ends;
  readonly seen: OpenLoopResult;
}

function describe(size: number, { ends, seen }: Crowd): string {
  return (
    `${size}: ${ends.through} signed in, ${ends.toldToComeBack} told to come back (503, Retry-After) ` +
    `within ${number(ends.seconds, 1)} s; client_credentials at ${background.requestsPerSecond}/s ` +
    `meanwhile p50 ${number(seen.p50Milliseconds, 1)} ms, p99 ${number(seen.p99Milliseconds, 1)} ms, ` +
    `of which the generator itself ${number(seen.lateMilliseconds, 1)} ms`
  );
}

function problemsOf({ ends, seen }: Crowd): string[] {
  return [
    ...new Set(ends.otherwise),
    ...(seen.wrong > 0 ? [`${seen.wrong} wrong answers: ${seen.wrongExample}`] : []),
  ];
}

/** Somebody who has consented to everything the crowd will ask for. */
async function somebody({ grantry }: Stage): Promise<Person> {
  const person = newPerson();
  const url = `${grantry.project.issuer}${Browser.request(grantry.plane(0), "rs256")}`;
  await authorize(new UserAgent(), url, person, { remember: true });
  return person;
}

async function withBackground(stage: Stage, person: Person, size: number): Promise<Crowd> {
  const { grantry, contestants } = stage;
  const plane = grantry.plane(0);
  const url = `${grantry.project.issuer}${Browser.request(plane, "rs256")}`;
  const isOurs = insideOf(url);
  const waiting: { agent: UserAgent; page: Page }[] = [];
  for (let count = 0; count < size; count += 1) {
    const agent = new UserAgent();
    waiting.push({ agent, page: await agent.open(url, isOurs) });
  }
  const operation = OPERATIONS.find(({ id }) => id === "client_credentials");
  const supply = contestants[0]?.supply;
  if (operation === undefined || !("plan" in operation) || supply === undefined) {
    throw new Error("no load to put on");
  }
  const plan = await operation.plan(plane, supply, { connections: 1, singles: 0 });
  if ("absent" in plan) throw new Error(plan.absent);
  const load = openLoopAside(plan, { ...background, seconds: 6 });
  // Once its latencies count.
  await pause(1_000);
  const startedAt = performance.now();
  const pages = await Promise.all(
    waiting.map(({ agent, page }) => signIn(agent, page, person, isOurs)),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { ends: countEnds(pages, seconds), seen: await load };
}

function countEnds(pages: readonly Page[], seconds: number): Ends {
  const isTold = ({ status, headers }: Page): boolean =>
    status === 503 && headers.get("retry-after") !== null;
  const isThrough = ({ status, url }: Page): boolean => status === 0 && url.includes("code=");
  return {
    seconds,
    through: pages.filter(isThrough).length,
    toldToComeBack: pages.filter(isTold).length,
    otherwise: pages
      .filter((page) => !isThrough(page) && !isTold(page))
      .map(({ status, url }) => `a sign-in ended with ${status} at ${new URL(url).pathname}`),
  };
}
