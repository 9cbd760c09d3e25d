import type { Browser } from "./browsers.js";
import { Connection } from "./http/connection.js";
import { deviation } from "./load/plan.js";
import type { Effort, LoadResult } from "./load/plan.js";
import type { Target } from "./servers/target.js";
import { percentile } from "./statistics.js";
import type { Supply } from "./supply.js";

const expectation = {
  status: 200,
  contains: ['"access_token":"', '"refresh_token":"', '"id_token":"eyJ'],
};

/**
 * Whole sign-ins of browsers with a session and a remembered consent: authorization request, code
 * at the callback, code for tokens. One is what is counted and timed. As many go on at a time as
 * there are connections for other operations; some are tabs of one browser.
 */
export async function driveSignIns(
  target: Target,
  supply: Supply,
  { connections, seconds }: Effort,
): Promise<LoadResult> {
  const browsers = await supply.browsers();
  const seen = { latencies: [] as number[], wrong: 0, example: "", samples: [] as string[] };
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const run = async (browser: Browser | undefined): Promise<void> => {
    if (browser === undefined) return;
    const connection = await Connection.open(target.port);
    while (performance.now() < until) {
      const begunAt = performance.now();
      const problem = await signInOnce(browser, connection, seen.samples);
      seen.latencies.push(performance.now() - begunAt);
      if (problem === undefined) continue;
      seen.wrong += 1;
      seen.example ||= problem;
    }
    connection.close();
  };
  await Promise.all(
    Array.from({ length: connections }, (_, index) => run(browsers[index % browsers.length])),
  );
  const { user, system } = process.cpuUsage(before);
  return {
    requests: seen.latencies.length,
    seconds: (performance.now() - startedAt) / 1000,
    p50Milliseconds: percentile(seen.latencies, 0.5),
    p99Milliseconds: percentile(seen.latencies, 0.99),
    wrong: seen.wrong,
    ...(seen.example !== "" && { wrongExample: seen.example }),
    samples: seen.samples,
    unspent: [],
    generatorMilliseconds: (user + system) / 1000,
  };
}

async function signInOnce(
  browser: Browser,
  connection: Connection,
  samples: string[],
): Promise<string | undefined> {
  try {
    const code = await browser.code(connection, "es256");
    const { status, body } = await browser.redeem(connection, "es256", code);
    if (samples.length < 10) samples.push(body);
    return deviation(expectation, status, body);
  } catch (error) {
    return (error as Error).message;
  }
}
