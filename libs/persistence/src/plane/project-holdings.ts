import { MOST_COUNTED, type ProjectCounts } from "@grantry/control";

import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

/** One more than is told, so that more than it can be told. */
const MOST = MOST_COUNTED + 1;

const upTo = (rows: string): string =>
  `(select count(*) from (${rows} limit ${MOST}) held)::integer`;

const LIVE_GRANTS = `select 1 from plane.grants
  where project_id = $1 and revoked_at is null and redeemed_at is not null and expires_at > $2`;

const HOLDINGS: Statement = {
  name: "project_holdings",
  unbounded: true,
  text: `
    with registered as (
      select metadata from plane.clients where project_id = $1 limit ${MOST}
    ), issued as (
      select metric, hour, count from plane.usage_counts
       where project_id = $1 and hour > $2::timestamptz - interval '30 days'
    )
    select
      (select count(*) from registered)::integer as "clients",
      (select count(*) from registered where metadata ->> 'origin' = 'self_registered')::integer
        as "selfRegisteredClients",
      (select count(*) from registered where metadata ->> 'subject_type' = 'pairwise')::integer
        as "pairwiseClients",
      (select count(*) from registered where metadata ->> 'scope' like '%*%')::integer
        as "wildcardClients",
      (select count(*) from registered
        where metadata ->> 'token_endpoint_auth_method' <> 'none'
          and coalesce(metadata ->> 'grant_types', '"authorization_code"')
              like '%"authorization_code"%')::integer as "confidentialCodeClients",
      ${upTo("select 1 from plane.identities where project_id = $1")} as "users",
      ${upTo("select 1 from plane.sessions where project_id = $1 and revoked_at is null and expires_at > $2")} as "sessions",
      ${upTo(LIVE_GRANTS)} as "grants",
      ${upTo(`${LIVE_GRANTS} and requested_at < $2::timestamptz - make_interval(secs => $3)`)}
        as "oldGrants",
      (select coalesce(sum(count), 0) from issued
        where metric like 'tokens\\_%' and hour > $2::timestamptz - interval '25 hours')::float8
        as "tokensLastDay",
      (select coalesce(sum(count), 0) from issued where metric = 'sign_ups')::float8
        as "signUpsLastMonth"`,
};

/**
 * What a project holds at a moment, for who is about to change or delete it. Things are counted up to
 * a bound; what was issued is known by the hour, so that the last day has up to an hour more.
 * @param olderThanSeconds an age of grants to count by; absent: none is that old
 */
export async function projectHoldings(
  scope: ProjectScope,
  at: Date,
  olderThanSeconds?: number,
): Promise<ProjectCounts | undefined> {
  const [held] = await scope.run<ProjectCounts & Record<string, number>>(HOLDINGS, [
    at.toISOString(),
    olderThanSeconds ?? 100 * 366 * 86_400,
  ]);
  return held;
}
