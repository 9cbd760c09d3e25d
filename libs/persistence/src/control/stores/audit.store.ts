import { randomUUID } from "node:crypto";
import { type AuditEntry, chainAuditEntry, type ChainedAuditEntry } from "@grantry/control";
import { type EntityManager, MoreThan } from "typeorm";
import { instantArray, jsonbArray, textArray } from "../../array-parameters.js";
import { auditEventTable } from "../tables/audit-event.table.js";

/** Which events of a workspace are asked for; absent members do not matter. */
export interface AuditFilter {
  /** `null`: every project and what belongs to none. */
  within: readonly string[] | null;
  projectId?: string | undefined;
  /** The id or label of who did it. */
  actor?: string | undefined;
  /** Such as `project.create`, or `project.*` for all of a noun. */
  action?: string | undefined;
  /** The id or label of what it was done to. */
  target?: string | undefined;
  requestId?: string | undefined;
  /** At this time or later. */
  since?: Date | undefined;
  /** Before this time. */
  until?: Date | undefined;
}

/** An event that has its id and its time, but no place in the chain yet. */
export interface AuditOccurrence {
  readonly entry: AuditEntry;
  readonly id: string;
  readonly occurredAt: Date;
}

/** The audit log of each workspace: appended to in the transaction of the change, never changed. */
export class AuditStore {
  constructor(private readonly manager: EntityManager) {}

  /** Appends an event. Writers of one workspace wait for each other, so that the chain has one head. */
  async record(entry: AuditEntry): Promise<void> {
    await this.lock(entry.workspaceId);
    await this.chain(entry.workspaceId, [{ entry, id: randomUUID(), occurredAt: new Date() }]);
  }

  /**
   * Appends events of one workspace that happened elsewhere, in the order given, under the ids that
   * they were given there; the log takes an id once.
   * @returns how many were not in the log already
   */
  async recordEachOnce(workspaceId: string, events: readonly AuditOccurrence[]): Promise<number> {
    await this.lock(workspaceId);
    const known = await this.manager.query<{ id: string }[]>(
      `select id from audit_events where id = any($1::uuid[])`,
      [events.map(({ id }) => id)],
    );
    const inLog = new Set(known.map(({ id }) => id));
    const added = events.filter(({ id }) => !inLog.has(id));
    await this.chain(workspaceId, added);
    return added.length;
  }

  private async chain(workspaceId: string, events: readonly AuditOccurrence[]): Promise<void> {
    // After where the log once reached: events that somebody removed stay missing.
    const [head] = await this.manager.query<{ sequence: string; hash: string }[]>(
      `select sequence, hash from audit_tails where workspace_id = $1
       union all
       (select sequence, hash from audit_events where workspace_id = $1
        order by sequence desc limit 1)
       order by sequence desc limit 1`,
      [workspaceId],
    );
    const place = head && { sequence: Number(head.sequence), hash: head.hash };
    const chained: ChainedAuditEntry[] = [];
    for (const { entry, ...at } of events) {
      chained.push(chainAuditEntry(chained.at(-1) ?? place, { ...entry, workspaceId }, at));
    }
    await this.append(workspaceId, chained);
  }

  private async lock(workspaceId: string): Promise<void> {
    await this.manager.query(`select pg_advisory_xact_lock(hashtextextended($1, 41))`, [
      workspaceId,
    ]);
  }

  /** Events of a workspace that fit a filter, newest first, older than `before`. */
  async list(
    workspaceId: string,
    page: AuditFilter & { before?: number | undefined; take: number },
  ): Promise<ChainedAuditEntry[]> {
    const events = this.manager
      .createQueryBuilder(auditEventTable, "event")
      .where("event.workspaceId = :workspaceId", { workspaceId });
    for (const [condition, values] of conditionsOf(page)) events.andWhere(condition, values);
    return events.orderBy("event.sequence", "DESC").take(page.take).getMany();
  }

  /** Events in the order of the chain, after a place in it. */
  inOrder(workspaceId: string, after: number, take: number): Promise<ChainedAuditEntry[]> {
    return this.manager.find(auditEventTable, {
      where: { workspaceId, sequence: MoreThan(after) },
      order: { sequence: "asc" },
      take,
    });
  }

  /** The first and the last place of a range of time, or nothing when nothing happened in it. */
  async range(
    workspaceId: string,
    { since, until }: Pick<AuditFilter, "since" | "until">,
  ): Promise<{ first: number; last: number } | undefined> {
    const [row] = await this.manager.query<{ first: string | null; last: string | null }[]>(
      `select min(sequence) as first, max(sequence) as last from audit_events
       where workspace_id = $1 and ($2::timestamptz is null or occurred_at >= $2)
         and ($3::timestamptz is null or occurred_at < $3)`,
      [workspaceId, since ?? null, until ?? null],
    );
    if (row?.first == null || row.last == null) return undefined;
    return { first: Number(row.first), last: Number(row.last) };
  }

  private async append(workspaceId: string, events: readonly ChainedAuditEntry[]): Promise<void> {
    const [first] = events;
    if (first === undefined) return;
    const json = (value: unknown) => (value == null ? null : JSON.stringify(value));
    await this.manager.query(
      `insert into audit_events (workspace_id, sequence, id, occurred_at, project_id, actor,
         action, target, before, after, previous_hash, hash)
       select $1, $2 + place, id::uuid, occurred_at, project_id::uuid, actor, action, target,
              before, after, previous_hash, hash
         from unnest($3::text[], $4::timestamptz[], $5::text[], $6::jsonb[], $7::text[],
           $8::jsonb[], $9::jsonb[], $10::jsonb[], $11::text[], $12::text[]) with ordinality
           as each (id, occurred_at, project_id, actor, action, target, before, after,
             previous_hash, hash, place)`,
      [
        workspaceId,
        first.sequence - 1,
        textArray(events.map(({ id }) => id)),
        instantArray(events.map(({ occurredAt }) => occurredAt)),
        textArray(events.map(({ projectId }) => projectId)),
        jsonbArray(events.map(({ actor }) => JSON.stringify(actor))),
        textArray(events.map(({ action }) => action)),
        jsonbArray(events.map(({ target }) => JSON.stringify(target))),
        jsonbArray(events.map(({ before }) => json(before))),
        jsonbArray(events.map(({ after }) => json(after))),
        textArray(events.map(({ previousHash }) => previousHash)),
        textArray(events.map(({ hash }) => hash)),
      ],
    );
  }
}

type Condition = [condition: string, values: Record<string, unknown>];

function conditionsOf(page: AuditFilter & { before?: number | undefined }): Condition[] {
  const { within, before, projectId, actor, action, target, requestId, since, until } = page;
  const conditions: Condition[] = [];
  if (before !== undefined) conditions.push(["event.sequence < :before", { before }]);
  // A project outside the caller's reach has no events to show.
  if (within) conditions.push(["event.projectId = any(:within)", { within: [...within] }]);
  if (projectId !== undefined) conditions.push(["event.projectId = :projectId", { projectId }]);
  if (actor !== undefined) {
    conditions.push([
      "(event.actor ->> 'id' = :actor or lower(event.actor ->> 'label') = lower(:actor))",
      { actor },
    ]);
  }
  if (action?.endsWith(".*")) {
    conditions.push(["starts_with(event.action, :noun)", { noun: action.slice(0, -1) }]);
  } else if (action !== undefined) {
    conditions.push(["event.action = :action", { action }]);
  }
  if (target !== undefined) {
    conditions.push([
      "(event.target ->> 'id' = :target or lower(event.target ->> 'label') = lower(:target))",
      { target },
    ]);
  }
  if (requestId !== undefined) {
    conditions.push(["event.actor ->> 'requestId' = :requestId", { requestId }]);
  }
  if (since !== undefined) conditions.push(["event.occurredAt >= :since", { since }]);
  if (until !== undefined) conditions.push(["event.occurredAt < :until", { until }]);
  return conditions;
}
