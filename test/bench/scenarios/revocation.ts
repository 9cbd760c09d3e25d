import { isActive, form, revokeAt } from "../checks.js";
import { ask } from "../http/ask.js";
import type { LoadPlan } from "../load/plan.js";
import { OPERATIONS } from "../operations.js";
import { SCOPES } from "../servers/target.js";
import type { ClientKind, Target } from "../servers/target.js";
import type { Scenario, Stage } from "./scenario.js";

const promisedMilliseconds = 1_000;
const tries = 5;

/** A way to end tokens, and the client whose tokens it ends. */
interface Way {
  readonly name: string;
  readonly kind: ClientKind;
  readonly issue: (stage: Stage, plane: Target) => Promise<string>;
  readonly revoke: (stage: Stage, plane: Target, token: string) => Promise<number>;
}

const ways: readonly Way[] = [
  {
    name: "a token without a grant",
    kind: "machine",
    issue: issueMachineToken,
    revoke: async (_stage, plane, token) => (await revokeAt(plane, "machine", token)).status,
  },
  {
    name: "a refresh token with its grant",
    kind: "plain",
    issue: async ({ contestants }) => {
      const [tokens] = (await contestants[0]?.supply.tokens("plain", 1)) ?? [];
      return tokens?.refresh_token ?? "";
    },
    revoke: async (_stage, plane, token) => (await revokeAt(plane, "plain", token)).status,
  },
  {
    name: "every token of a client",
    kind: "machine",
    issue: issueMachineToken,
    revoke: async ({ grantry }, plane) => {
      const client = encodeURIComponent(grantry.clients.machine.id);
      const { status } = await ask({
        port: plane.port,
        method: "DELETE",
        path: `/admin/oauth2/tokens?client_id=${client}`,
        headers: { host: plane.host, authorization: `Bearer ${grantry.grantry.token}` },
      });
      return status;
    },
  },
];

/** Revocation at one process is effective at introspection in another within a second, under load. */
export const revocation: Scenario = {
  id: "revocation",
  title: "revocation under full load on both data planes",
  applies: () => true,
  async run(stage) {
    const planes = [stage.grantry.plane(0), stage.grantry.plane(1)];
    const seconds = stage.arena.options.quick ? 3 : 8;
    const loads = Promise.all(planes.map((plane) => underLoad(stage, plane, seconds)));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const problems: string[] = [];
    const notes: string[] = [];
    let slowest = 0;
    for (const way of ways) {
      const times: number[] = [];
      for (let count = 0; count < tries; count += 1) {
        const seen = await timeRevocation(stage, planes, way);
        if (typeof seen === "string") problems.push(`${way.name}: ${seen}`);
        else times.push(seen);
      }
      slowest = Math.max(slowest, ...times);
      notes.push(
        `${way.name}: dead in the other process after ${times.map(Math.round).join(", ")} ms`,
      );
    }
    const wrong = (await loads).filter((load) => load.wrong > 0);
    problems.push(...wrong.map((load) => `${load.wrong} wrong answers: ${load.wrongExample}`));
    const met = slowest <= promisedMilliseconds && problems.length === 0;
    return {
      id: this.id,
      title: this.title,
      notes,
      goals: [
        {
          what: "ms until a revoked token is dead everywhere, at most",
          goal: 1000,
          measured: slowest,
          met,
        },
      ],
      problems,
    };
  },
};

async function underLoad({ arena, contestants }: Stage, plane: Target, seconds: number) {
  const operation = OPERATIONS.find(({ id }) => id === "client_credentials");
  const supply = contestants[0]?.supply;
  if (operation === undefined || !("plan" in operation) || supply === undefined) {
    throw new Error("no load to put on");
  }
  const plan = await operation.plan(plane, supply, { connections: 32, singles: 0 });
  return await arena.generator.run(plan as LoadPlan, { connections: 32, seconds });
}

/** Milliseconds from the answer to the revocation until the token is dead in both processes. */
async function timeRevocation(
  stage: Stage,
  planes: readonly Target[],
  { kind, issue, revoke }: Way,
): Promise<number | string> {
  const [first] = planes;
  if (first === undefined) return "no plane";
  const token = await issue(stage, first);
  for (const plane of planes) {
    if (!(await isActive(plane, kind, token))) return `inactive at ${plane.name} from the start`;
  }
  const status = await revoke(stage, first, token);
  const revokedAt = performance.now();
  if (status !== 200 && status !== 204) return `revocation answered ${status}`;
  for (const plane of planes) {
    while (await isActive(plane, kind, token)) {
      if (performance.now() - revokedAt > 2 * promisedMilliseconds) {
        return `still active at ${plane.name}`;
      }
    }
  }
  return performance.now() - revokedAt;
}

async function issueMachineToken(_stage: Stage, plane: Target): Promise<string> {
  const body = `grant_type=client_credentials&scope=${SCOPES.machine}`;
  const answer = await form(plane, plane.paths.token, "machine", body);
  const { access_token: token } = JSON.parse(answer.body) as { access_token?: string };
  if (token === undefined) throw new Error(`${answer.status}: ${answer.body}`);
  return token;
}
