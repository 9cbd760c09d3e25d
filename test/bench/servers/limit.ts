import path from "node:path";
import { freePort, type Processes } from "@grantry/infra";
import type { LimitSettings } from "../limit/settings.js";
import { Connection, type Answer } from "../http/connection.js";
import { renderRequest } from "../load/plan.js";
import type { LoadPlan } from "../load/plan.js";
import type { Watched } from "./target.js";

/** The bare server that answers one operation's bytes. */
export interface Limit {
  readonly plan: LoadPlan;
  watched(): Watched;
  stop(): Promise<void>;
}

const ownHeaders = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);
const patienceMilliseconds = 10_000;

/**
 * Asks the server of `plan` once, and starts a bare one that answers the same bytes to the same
 * requests. `signs`: it also signs once with ES256.
 */
export async function startLimit(
  processes: Processes,
  plan: LoadPlan,
  options: { readonly signs: boolean; readonly logFile: string },
): Promise<Limit> {
  const answer = await askOnce(plan);
  const port = await freePort();
  const settings: LimitSettings = {
    port,
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !ownHeaders.has(name))),
    body: answer.body,
    parses: parsingOf(plan),
    signs: options.signs,
  };
  const name = options.signs ? "limit-signing" : "limit";
  processes.start({
    name,
    command: process.execPath,
    args: [path.join(import.meta.dirname, "..", "limit", "main.js")],
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      BENCH_LIMIT_SETTINGS: JSON.stringify(settings),
    },
    channel: true,
    logFile: options.logFile,
  });
  await untilOpen(port);
  const { variations } = plan;
  return {
    plan: {
      ...plan,
      port,
      ...(variations !== undefined && {
        variations: { kind: "cycle", list: variations.list.slice(0, 500) },
      }),
    },
    watched: () => ({
      processes: [processes.pid(name)].filter((pid) => pid !== undefined),
      database: undefined,
    }),
    stop: () => processes.stop([name]),
  };
}

function parsingOf({ method, headers }: LoadPlan): LimitSettings["parses"] {
  if (method === "GET") return "nothing";
  return headers["content-type"] === "application/json" ? "json" : "form";
}

async function askOnce(plan: LoadPlan): Promise<Answer> {
  const connection = await Connection.open(plan.port);
  try {
    return await connection.send(renderRequest(plan, plan.variations?.list[0]));
  } finally {
    connection.close();
  }
}

async function untilOpen(port: number): Promise<void> {
  const until = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      const connection = await Connection.open(port);
      connection.close();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
