import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

const ADD: Statement = {
  name: "usage_add",
  text: `
    insert into plane.usage_counts as held (project_id, hour, metric, count)
    select $1, date_trunc('hour', $2::timestamptz, 'UTC'), metric, count
      from unnest($3::text[], $4::bigint[]) as given (metric, count)
    on conflict (project_id, hour, metric) do update set count = held.count + excluded.count`,
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
    select coalesce(sum(count), 0)::text as tokens from plane.usage_counts
     where project_id = $1 and hour >= date_trunc('month', $2::timestamptz, 'UTC')
       and metric like 'tokens\\_%'`,
};

const COUNT_CLIENTS: Statement = {
  name: "usage_count_clients",
  text: "select count(*)::integer as clients from plane.clients where project_id = $1",
};

/** What one project used, counted in processes and written here in batches. */
export class PlaneUsageStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  /** Adds to the counts of the hour that `at` is in. */
  async add(at: Date, counts: ReadonlyMap<string, number>): Promise<void> {
    if (counts.size === 0) return;
    await this.#scope.run(ADD, [at.toISOString(), [...counts.keys()], [...counts.values()]]);
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

  async countClients(): Promise<number> {
    const [row] = await this.#scope.run<{ clients: number }>(COUNT_CLIENTS, []);
    return row?.clients ?? 0;
  }
}
