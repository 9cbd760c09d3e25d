import { Batcher } from "./batcher.js";
import type { Connections } from "./connections.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const MONTH = "(date_trunc('month', $2::timestamptz, 'UTC') at time zone 'UTC')::date";

/** The function adds to the sum of the month's tokens too, with which limits are compared. */
const ADD: Statement = {
  name: "add_usage",
  text: "select plane.add_usage($1, $2, $3, $4)",
};

const ADD_SUBJECTS: Statement = {
  name: "usage_add_subjects",
  text: `
    insert into plane.usage_subjects (project_id, month, digest)
    select $1, date_trunc('month', $2::timestamptz, 'UTC') at time zone 'UTC', digest
      from unnest($3::bytea[]) as given (digest)
    on conflict do nothing`,
};

const TOKENS_OF_MONTH: Statement = {
  name: "usage_tokens_of_month",
  text: `
    select tokens::text as tokens from plane.usage_months
     where project_id = $1 and month = ${MONTH}`,
};

export type UsageBatch = Batcher<
  {
    readonly projectId: string;
    readonly hour: string;
    readonly counts: ReadonlyMap<string, number>;
  },
  undefined
>;

/** What many projects used, added by one statement per moment. */
export function usageBatch(connections: Connections): UsageBatch {
  return new Batcher(async (items) => {
    const rows = items.flatMap(({ projectId, hour, counts }) =>
      Array.from(counts, ([metric, count]) => ({ projectId, hour, metric, count })),
    );
    await connections.run(ADD, [
      rows.map(({ projectId }) => projectId),
      rows.map(({ hour }) => hour),
      rows.map(({ metric }) => metric),
      rows.map(({ count }) => count),
    ]);
    return items.map(() => undefined);
  });
}

/** What one project used, counted in processes and written here in batches. */
export class PlaneUsageStore {
  readonly #scope: ProjectScope;
  readonly #batch: UsageBatch;

  constructor(scope: ProjectScope, batch: UsageBatch) {
    this.#scope = scope;
    this.#batch = batch;
  }

  /** Adds to the counts of the hour that `at` is in. */
  async add(at: Date, counts: ReadonlyMap<string, number>): Promise<void> {
    if (counts.size === 0) return;
    const hour = `${at.toISOString().slice(0, 13)}:00:00Z`;
    await this.#batch.add({ projectId: this.#scope.projectId, hour, counts });
  }

  /** Remembers who was active in the month that `at` is in; a digest counts once. */
  async addSubjects(at: Date, digests: readonly Buffer[]): Promise<void> {
    if (digests.length === 0) return;
    await this.#scope.run(ADD_SUBJECTS, [at.toISOString(), digests]);
  }

  /** Tokens issued in the month that `at` is in. */
  async tokensOfMonth(at: Date): Promise<number> {
    const [row] = await this.#scope.run<{ tokens: string }>(TOKENS_OF_MONTH, [at.toISOString()]);
    return Number(row?.tokens ?? 0);
  }
}
