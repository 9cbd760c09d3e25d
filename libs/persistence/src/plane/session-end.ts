import { DELIVERY_LOG_SECONDS, OFFLINE_SCOPES } from "@grantry/oauth2";

import { NEW_GRANT_COLUMNS } from "./grant-columns.js";
import type { Statement } from "./project-query.js";

/** A remembered consent lives on under a new id, redeemed and without an end of tokens. */
const MEMORY: Readonly<Record<string, string>> = {
  id: "gen_random_uuid()",
  refresh_expires_at: "null",
  expires_at: "$3",
};

const MEMORY_VALUES = NEW_GRANT_COLUMNS.split(", ")
  .map((column) => MEMORY[column] ?? `granted.${column}`)
  .join(", ");

const OFFLINE = OFFLINE_SCOPES.map((scope) => `'${scope}'`).join(", ");

/**
 * The end of sessions in one statement, so that it happens whole or not at all: the sessions that
 * `ending` names are revoked, their grants without offline access with them, what is to be
 * remembered is written anew, and a delivery waits for each client that wants to be told. `$1` is
 * the project, `$2` what names the sessions, `$3` the instant. Rows are taken in the order of their
 * key, as every statement takes them.
 */
function endSessions(name: string, which: string): Statement {
  return {
    name,
    unbounded: true,
    text: `
      with ending as (
        select id from plane.sessions
         where project_id = $1 and ${which} and revoked_at is null and expires_at > $3
         order by id for no key update
      ), ended as (
        update plane.sessions stored set revoked_at = $3 from ending
         where stored.project_id = $1 and stored.id = ending.id and stored.revoked_at is null
        returning stored.id, stored.subject
      ), granted as (
        select stored.* from plane.grants stored
         where stored.project_id = $1 and stored.session_id in (select id from ended)
         order by stored.id for no key update
      ), online as (
        update plane.grants stored set revoked_at = $3 from granted
         where stored.project_id = $1 and stored.id = granted.id and granted.revoked_at is null
           and not string_to_array(granted.scope, ' ') && array[${OFFLINE}]
        returning stored.id
      ), remembered as (
        insert into plane.grants (project_id, ${NEW_GRANT_COLUMNS}, redeemed_at, purge_on)
        select $1, ${MEMORY_VALUES}, $3, ($3::timestamptz at time zone 'UTC')::date
          from granted join online on online.id = granted.id where granted.remember
      ), visited as (
        select session_id, client_id, min(details ->> 'forcedSubject') as forced_subject
          from granted group by session_id, client_id
      ), told as (
        insert into plane.deliveries
          (project_id, id, kind, client_id, url, session_id, subject, forced_subject, state,
           attempts, created_at, due_at, expires_at)
        select $1, gen_random_uuid(), 'backchannel_logout', visited.client_id,
               client.metadata ->> 'backchannel_logout_uri', ended.id, ended.subject,
               visited.forced_subject, 'waiting', 0, $3, $3,
               $3::timestamptz + make_interval(secs => ${DELIVERY_LOG_SECONDS})
          from visited
          join ended on ended.id = visited.session_id
          join plane.clients client
            on client.project_id = $1 and client.client_id = visited.client_id
         where client.metadata ->> 'backchannel_logout_uri' is not null
      )
      select ended.id, ended.subject,
             array(select client_id from visited where session_id = ended.id) as client_ids
        from ended`,
  };
}

export const END_SESSION = endSessions("sessions_end", "id = $2");
export const END_SESSIONS_OF_SUBJECT = endSessions("sessions_end_by_subject", "subject = $2");
