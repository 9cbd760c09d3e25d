import {
  familyMilliseconds,
  processMilliseconds,
  residentMebibytes,
} from "./counters/processes.js";
import type { LoadResult } from "./load/plan.js";
import type { BenchPostgres } from "./servers/postgres.js";
import type { Watched } from "./servers/target.js";

/** One load at one server: what the generator saw, and what it cost. */
export interface Measurement {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly cpuMicroseconds: number | undefined;
  readonly databaseCpuMicroseconds: number | undefined;
  readonly statements: number | undefined;
  /** Of the largest process that works. */
  readonly residentMebibytes: number | undefined;
  /** Share of one processor that the load generator took: near 1 it is the generator that limits. */
  readonly generatorShare: number;
  readonly wrong: number;
  readonly wrongExample?: string;
}

/** Runs a load and reads the counters around it. */
export async function measure(
  postgres: BenchPostgres,
  watched: Watched,
  run: () => Promise<LoadResult>,
): Promise<{ measurement: Measurement; load: LoadResult }> {
  const before = await read(postgres, watched);
  const load = await run();
  const after = await read(postgres, watched);
  const perRequest = (from: number | undefined, to: number | undefined): number | undefined =>
    from === undefined || to === undefined || load.requests === 0
      ? undefined
      : (to - from) / load.requests;
  const micro = (milliseconds: number | undefined): number | undefined =>
    milliseconds === undefined ? undefined : milliseconds * 1000;
  const uses = watched.database !== undefined;
  return {
    load,
    measurement: {
      requests: load.requests,
      seconds: load.seconds,
      requestsPerSecond: load.requests / load.seconds,
      p50Milliseconds: load.p50Milliseconds,
      p99Milliseconds: load.p99Milliseconds,
      cpuMicroseconds: micro(perRequest(before.server, after.server)),
      databaseCpuMicroseconds: uses
        ? micro(perRequest(before.postgres, after.postgres))
        : undefined,
      statements: uses ? perRequest(before.statements, after.statements) : undefined,
      residentMebibytes: after.resident,
      generatorShare: load.generatorMilliseconds / 1000 / load.seconds,
      wrong: load.wrong,
      ...(load.wrongExample !== undefined && { wrongExample: load.wrongExample }),
    },
  };
}

interface Counters {
  readonly server: number | undefined;
  readonly postgres: number | undefined;
  readonly statements: number | undefined;
  readonly resident: number | undefined;
}

async function read(postgres: BenchPostgres, watched: Watched): Promise<Counters> {
  const { processes, database } = watched;
  const times = processes.map(processMilliseconds).filter((time) => time !== undefined);
  const memory = processes.map(residentMebibytes).filter((size) => size !== undefined);
  return {
    server: times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0),
    postgres: familyMilliseconds(postgres.pid()),
    statements: database === undefined ? undefined : await postgres.statements.count(database),
    resident: memory.length === 0 ? undefined : Math.max(...memory),
  };
}
