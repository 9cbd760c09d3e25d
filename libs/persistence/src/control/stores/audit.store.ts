import { randomUUID } from "node:crypto";
import { type AuditEntry, chainAuditEntry, type ChainedAuditEntry } from "@grantry/control";
import { type EntityManager, In, LessThan } from "typeorm";
import { auditEventTable } from "../tables/audit-event.table.js";

/** The audit log of each workspace: appended to in the transaction of the change, never changed. */
export class AuditStore {
  constructor(private readonly manager: EntityManager) {}

  /** Appends an event. Writers of one workspace wait for each other, so that the chain has one head. */
  async record(entry: AuditEntry): Promise<void> {
    await this.manager.query(`select pg_advisory_xact_lock(hashtextextended($1, 41))`, [
      entry.workspaceId,
    ]);
    const [head] = await this.manager.query<{ sequence: string; hash: string }[]>(
      `select sequence, hash from audit_events where workspace_id = $1
       order by sequence desc limit 1`,
      [entry.workspaceId],
    );
    const chained = chainAuditEntry(
      head && { sequence: Number(head.sequence), hash: head.hash },
      entry,
      { id: randomUUID(), occurredAt: new Date() },
    );
    await this.append(chained);
  }

  /** Events of a workspace, newest first, older than `before`. */
  list(
    workspaceId: string,
    page: {
      before?: number | undefined;
      take: number;
      /** `null`: every project and what belongs to none. */
      within: readonly string[] | null;
      projectId?: string | undefined;
      action?: string | undefined;
    },
  ): Promise<ChainedAuditEntry[]> {
    return this.manager.find(auditEventTable, {
      where: {
        workspaceId,
        ...(page.before === undefined ? {} : { sequence: LessThan(page.before) }),
        ...(page.within === null ? {} : { projectId: In([...page.within]) }),
        ...(page.projectId === undefined ? {} : { projectId: reached(page, page.projectId) }),
        ...(page.action === undefined ? {} : { action: page.action }),
      },
      order: { sequence: "desc" },
      take: page.take,
    });
  }

  private async append(event: ChainedAuditEntry): Promise<void> {
    const json = (value: unknown) => (value == null ? null : JSON.stringify(value));
    await this.manager.query(
      `insert into audit_events (workspace_id, sequence, id, occurred_at, project_id, actor,
         action, target, before, after, previous_hash, hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        event.workspaceId,
        event.sequence,
        event.id,
        event.occurredAt,
        event.projectId,
        json(event.actor),
        event.action,
        json(event.target),
        json(event.before),
        json(event.after),
        event.previousHash,
        event.hash,
      ],
    );
  }
}

/** A project outside the caller's reach has no events to show. */
function reached({ within }: { within: readonly string[] | null }, projectId: string) {
  const isReached = within === null || within.includes(projectId);
  return In(isReached ? [projectId] : []);
}
