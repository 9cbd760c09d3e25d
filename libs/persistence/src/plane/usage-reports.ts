import type { Connections } from "./connections.js";
import type { Statement } from "./project-query.js";

/** One count of one metric in an hour or a day. */
export interface UsagePoint {
  readonly at: Date;
  readonly metric: string;
  readonly count: number;
}

/** What some projects hold and used now. */
export interface UsageStanding {
  readonly clients: number;
  /** The sum over projects of the users active in each this month. */
  readonly activeUsers: number;
  readonly tokensThisMonth: number;
}

/** What projects of a plane used, for those who see every project. */
export interface UsageReports {
  points(
    projectIds: readonly string[],
    range: {
      readonly since: Date;
      readonly until: Date;
      readonly granularity: "hour" | "day";
    },
  ): Promise<UsagePoint[]>;
  standing(projectIds: readonly string[], at: Date): Promise<UsageStanding>;
}

const POINTS: Statement = {
  name: "usage_points",
  unbounded: true,
  text: `
    select date_trunc($4, hour, 'UTC') as at, metric, sum(count)::float8 as count
      from plane.usage_counts
     where project_id = any($1::uuid[]) and hour >= $2 and hour < $3
     group by 1, 2 order by 1, 2`,
};

const STANDING: Statement = {
  name: "usage_standing",
  unbounded: true,
  text: `
    select (select count(*) from plane.clients where project_id = any($1::uuid[]))::integer
             as "clients",
           (select count(*) from plane.usage_subjects where project_id = any($1::uuid[])
             and month = (date_trunc('month', $2::timestamptz, 'UTC') at time zone 'UTC')::date
           )::integer as "activeUsers",
           (select coalesce(sum(count), 0) from plane.usage_counts
             where project_id = any($1::uuid[]) and metric like 'tokens\\_%'
               and hour >= date_trunc('month', $2::timestamptz, 'UTC')
           )::float8 as "tokensThisMonth"`,
};

/** Opens the reports over connections that see every project. */
export function usageReports(connections: Connections): UsageReports {
  return {
    points: (projectIds, { since, until, granularity }) =>
      connections.run<UsagePoint>(POINTS, [
        projectIds,
        since.toISOString(),
        until.toISOString(),
        granularity,
      ]),
    async standing(projectIds, at) {
      const [row] = await connections.run<UsageStanding>(STANDING, [projectIds, at.toISOString()]);
      return row ?? { clients: 0, activeUsers: 0, tokensThisMonth: 0 };
    },
  };
}
