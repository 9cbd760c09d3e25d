import type { Statement } from "./project-query.js";

const DELIVERY = `
  delivery.id, delivery.stream_id, delivery.event_id, delivery.state, delivery.attempts,
  delivery.status, delivery.milliseconds, delivery.error, delivery.answer, delivery.created_at,
  nullif(delivery.due_at, 'infinity') as due_at, delivery.finished_at,
  event.type, event.data, event.created_at as happened_at`;

const DELIVERY_SOURCE = `
  plane.event_deliveries delivery
  join plane.events event on event.project_id = $1 and event.id = delivery.event_id`;

/** The streams of a project stand as given; what waits for one that is resumed is due at once. */
export const PUT_STREAMS: Statement = {
  name: "event_streams_put",
  text: `
    with wanted as (
      select * from json_to_recordset($2::json) as each (
        id uuid, endpoint text, types text[], paused boolean, secret bytea, previous_secret bytea,
        previous_secret_until timestamptz
      )
    ), removed as (
      delete from plane.event_streams where project_id = $1 and id not in (select id from wanted)
    ), woken as (
      update plane.event_deliveries delivery
         set due_at = case when wanted.paused then 'infinity' else now() end
        from wanted join plane.event_streams held on held.project_id = $1 and held.id = wanted.id
       where delivery.project_id = $1 and delivery.stream_id = wanted.id
         and delivery.state = 'waiting' and held.paused <> wanted.paused
    )
    insert into plane.event_streams as held
      (project_id, id, endpoint, types, paused, secret, previous_secret, previous_secret_until)
    select $1, id, endpoint, types, paused, secret, previous_secret, previous_secret_until
      from wanted
    on conflict (project_id, id) do update
      set endpoint = excluded.endpoint, types = excluded.types, paused = excluded.paused,
          secret = excluded.secret, previous_secret = excluded.previous_secret,
          previous_secret_until = excluded.previous_secret_until,
          failures = case when held.paused and not excluded.paused then 0 else held.failures end`,
};

/** What was recorded for a stream in the moment in which it was resumed is due as well. */
export const WAKE: Statement = {
  name: "event_deliveries_wake",
  text: `
    update plane.event_deliveries delivery set due_at = now()
      from plane.event_streams stream
     where delivery.project_id = $1 and stream.project_id = $1 and stream.id = delivery.stream_id
       and not stream.paused and delivery.state = 'waiting' and delivery.due_at = 'infinity'`,
};

export const STREAM_HEALTH: Statement = {
  name: "event_streams_health",
  text: `
    select stream.id,
      (select count(*) from plane.event_deliveries recent
        where recent.project_id = $1 and recent.stream_id = stream.id
          and recent.created_at > now() - interval '1 day' and recent.state = 'delivered')::integer
        as delivered,
      (select count(*) from plane.event_deliveries recent
        where recent.project_id = $1 and recent.stream_id = stream.id
          and recent.created_at > now() - interval '1 day' and recent.state = 'failed')::integer
        as failed,
      waiting.count as waiting, waiting.oldest
    from plane.event_streams stream, lateral (
      select count(*)::integer as count, min(created_at) as oldest from plane.event_deliveries
       where project_id = $1 and stream_id = stream.id and state = 'waiting'
    ) waiting
    where stream.project_id = $1`,
};

export const FIND_DELIVERY: Statement = {
  name: "event_deliveries_find",
  text: `
    select ${DELIVERY} from ${DELIVERY_SOURCE}
     where delivery.project_id = $1 and delivery.stream_id = $2 and delivery.id = $3`,
};

export const LIST_DELIVERIES: Statement = {
  name: "event_deliveries_list",
  text: `
    select ${DELIVERY},
           to_char(delivery.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
             as position
      from ${DELIVERY_SOURCE}
     where delivery.project_id = $1 and delivery.stream_id = $2
       and ($3::text is null or delivery.state = $3)
       and (delivery.created_at, delivery.id) < ($4::timestamptz, $5::uuid)
     order by delivery.created_at desc, delivery.id desc limit $6`,
};

export const FIND_TO_SEND: Statement = {
  name: "event_deliveries_find_to_send",
  text: `
    select ${DELIVERY}, stream.endpoint, stream.secret, stream.previous_secret,
           stream.previous_secret_until
      from ${DELIVERY_SOURCE}
      join plane.event_streams stream on stream.project_id = $1 and stream.id = delivery.stream_id
     where delivery.project_id = $1 and delivery.id = $2 and delivery.state = 'waiting'
       and delivery.due_at < 'infinity'`,
};

/** Writes what came of an attempt; answers how many attempts at this stream failed in a row. */
export const ATTEMPTED_EVENT: Statement = {
  name: "event_deliveries_attempted",
  text: `
    with noted as (
      update plane.event_deliveries delivery
         set state = $3, attempts = attempts + 1, status = $4, milliseconds = $5, error = $6,
             answer = $7,
             due_at = case when delivery.due_at = 'infinity' and $3 = 'waiting' then 'infinity'
                           else $8::timestamptz end,
             finished_at = case when $3 <> 'waiting' then $9::timestamptz end
       where project_id = $1 and id = $2 and state = 'waiting'
      returning stream_id
    )
    update plane.event_streams stream
       set failures = case when $3 = 'delivered' then 0 else stream.failures + 1 end
      from noted where stream.project_id = $1 and stream.id = noted.stream_id
    returning stream.id, stream.failures, stream.paused`,
};

const NOW_OR_RESUMED = `(
  select case when paused then 'infinity' else now() end from plane.event_streams
   where project_id = $1 and id = $2
)`;

export const REDELIVER: Statement = {
  name: "event_deliveries_redeliver",
  text: `
    update plane.event_deliveries
       set state = 'waiting', attempts = 0, finished_at = null, due_at = ${NOW_OR_RESUMED}
     where project_id = $1 and stream_id = $2 and id = $3 returning 1 as redelivered`,
};

/** A test goes to one stream, whatever types it wants, at once even when it is paused. */
export const ADD_TEST: Statement = {
  name: "events_add_test",
  text: `
    with told as (
      insert into plane.events (project_id, type, data) values ($1, $3, $4) returning id
    )
    insert into plane.event_deliveries (project_id, stream_id, event_id, due_at)
    select $1, stream.id, told.id, now() from told, plane.event_streams stream
     where stream.project_id = $1 and stream.id = $2
    returning id`,
};

const FAILED_OF_THE_TIME = `
  project_id = $1 and stream_id = $2 and state = 'failed' and event_id in (
    select id from plane.events
     where project_id = $1 and created_at >= $3 and created_at <= $4
  )`;

export const COUNT_FAILED: Statement = {
  name: "event_deliveries_count_failed",
  unbounded: true,
  text: `select count(*)::integer as events from plane.event_deliveries where ${FAILED_OF_THE_TIME}`,
};

export const REPLAY_FAILED: Statement = {
  name: "event_deliveries_replay_failed",
  unbounded: true,
  text: `
    with again as (
      update plane.event_deliveries
         set state = 'waiting', attempts = 0, finished_at = null, due_at = ${NOW_OR_RESUMED}
       where ${FAILED_OF_THE_TIME} returning 1
    )
    select count(*)::integer as events from again`,
};

/** Events that wait to be sent to the stream anyway are not sent twice. */
const EVENTS_OF_THE_TIME = `
  plane.events event join plane.event_streams stream
    on stream.project_id = $1 and stream.id = $2
   and (stream.types = '{}' or event.type = any(stream.types))
 where event.project_id = $1 and event.created_at >= $3 and event.created_at <= $4
   and event.type <> 'stream.test' and not exists (
     select from plane.event_deliveries waiting
      where waiting.project_id = $1 and waiting.event_id = event.id
        and waiting.stream_id = $2 and waiting.state = 'waiting'
   )`;

export const COUNT_EVENTS: Statement = {
  name: "events_count",
  unbounded: true,
  text: `select count(*)::integer as events from ${EVENTS_OF_THE_TIME}`,
};

export const REPLAY_EVENTS: Statement = {
  name: "events_replay",
  unbounded: true,
  text: `
    with again as (
      insert into plane.event_deliveries (project_id, stream_id, event_id, due_at)
      select $1, stream.id, event.id, case when stream.paused then 'infinity' else now() end
        from ${EVENTS_OF_THE_TIME}
      returning 1
    )
    select count(*)::integer as events from again`,
};

export const DUE_EVENT_DELIVERIES: Statement = {
  name: "event_deliveries_due",
  text: `
    select project_id, id from plane.event_deliveries
     where state = 'waiting' and due_at <= $1 and not exists (
       select from plane.projects elsewhere
        where elsewhere.project_id = event_deliveries.project_id and elsewhere.placement <> 'here'
     ) order by due_at limit $2`,
};
