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
  /** Clients that were made in the last 30 days and are still there. */
  readonly newClients: number;
}

/** What one project used of what is limited. */
export interface ProjectUse {
  readonly projectId: string;
  readonly workspaceId: string;
  readonly used: number;
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
  /** The tokens of the month that `at` is in, of every project here; `null`: of all workspaces. */
  tokensOfMonth(workspaceIds: readonly string[] | null, at: Date): Promise<ProjectUse[]>;
  /** How many clients each of these projects has. */
  clientsOf(projectIds: readonly string[]): Promise<ProjectUse[]>;
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

const MONTH = "(date_trunc('month', $2::timestamptz, 'UTC') at time zone 'UTC')::date";

const STANDING: Statement = {
  name: "usage_standing",
  unbounded: true,
  text: `
    select (select count(*) from plane.clients where project_id = any($1::uuid[]))::integer
             as "clients",
           (select count(*) from plane.usage_subjects where project_id = any($1::uuid[])
             and month = ${MONTH})::integer as "activeUsers",
           (select coalesce(sum(tokens), 0) from plane.usage_months
             where project_id = any($1::uuid[]) and month = ${MONTH}
           )::float8 as "tokensThisMonth",
           (select count(*) from plane.clients where project_id = any($1::uuid[])
             and created_at > $2::timestamptz - interval '30 days')::integer as "newClients"`,
};

/** A project that moved away is counted where it lives. */
const HERE = "project.placement in ('here', 'paused')";

const TOKENS_OF_MONTH: Statement = {
  name: "usage_tokens_by_project",
  unbounded: true,
  text: `
    select project_id as "projectId", workspace_id as "workspaceId", tokens::float8 as used
      from plane.usage_months join plane.projects project using (project_id)
     where month = ${MONTH} and ${HERE} and ($1::text[] is null or workspace_id = any($1))`,
};

const CLIENTS_OF: Statement = {
  name: "usage_clients_by_project",
  unbounded: true,
  text: `
    select project_id as "projectId", workspace_id as "workspaceId",
           (select count(*) from plane.clients
             where clients.project_id = project.project_id)::integer as used
      from plane.projects project where project_id = any($1::uuid[]) and ${HERE}`,
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
      return row ?? { clients: 0, activeUsers: 0, tokensThisMonth: 0, newClients: 0 };
    },
    tokensOfMonth: (workspaceIds, at) =>
      connections.run<ProjectUse>(TOKENS_OF_MONTH, [workspaceIds, at.toISOString()]),
    clientsOf: (projectIds) => connections.run<ProjectUse>(CLIENTS_OF, [projectIds]),
  };
}
