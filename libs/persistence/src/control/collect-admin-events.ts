import { setTimeout as sleep } from "node:timers/promises";
import type { Actor, ActorType } from "@grantry/control";
import type { AdminEventCollection, PendingAdminEvent } from "../plane/admin-event-collection.js";
import type { ControlDatabase } from "./control-database.js";
import type { AuditOccurrence } from "./stores/audit.store.js";
import type { ProjectRow } from "./tables/project.table.js";

const EVENTS_PER_READ = 200;
const REST_MILLISECONDS = 250;

/**
 * Carries the writes at a plane's admin APIs to the audit logs of their workspaces, each exactly
 * once: an event keeps its id, and the log takes an id once. Safe to run in several processes.
 * @returns how many events were new to the log
 */
export async function collectAdminEvents(
  control: ControlDatabase,
  plane: AdminEventCollection,
): Promise<number> {
  let recorded = 0;
  for (;;) {
    const before = recorded;
    const events = await plane.pending(EVENTS_PER_READ);
    for (const [workspaceId, occurrences] of await byWorkspace(control, events)) {
      recorded += await control.transaction((stores) =>
        stores.audit.recordEachOnce(workspaceId, occurrences),
      );
    }
    await plane.collected(events);
    if (events.length < EVENTS_PER_READ) return recorded;
    // Another process carries the same ones: side by side they would do everything twice.
    if (recorded === before) await sleep(REST_MILLISECONDS);
  }
}

/** What the logs are to be told; each project and each token is looked up once. */
async function byWorkspace(
  control: ControlDatabase,
  events: readonly PendingAdminEvent[],
): Promise<ReadonlyMap<string, AuditOccurrence[]>> {
  const projects = new Map<string, Promise<ProjectRow | null>>();
  const names = new Map<string, Promise<string | undefined>>();
  const found = new Map<string, AuditOccurrence[]>();
  for (const event of events) {
    // A refusal changed nothing; of a fault nobody knows, and the log says so.
    if (event.status !== null && event.status >= 400 && event.status < 500) continue;
    const project = await once(projects, event.projectId, (id) =>
      control.projects.findForDelivery(id),
    );
    if (project === null) continue;
    const actor = await actorOf(event, (tokenId) =>
      once(names, tokenId, async (id) => (await control.tokens.findForDelivery(id))?.name),
    );
    const occurrences = found.get(project.workspaceId) ?? [];
    occurrences.push(occurrenceOf(event, project, actor));
    found.set(project.workspaceId, occurrences);
  }
  return found;
}

function once<T>(
  known: Map<string, Promise<T>>,
  id: string,
  find: (id: string) => Promise<T>,
): Promise<T> {
  const finding = known.get(id) ?? find(id);
  known.set(id, finding);
  return finding;
}

function occurrenceOf(
  event: PendingAdminEvent,
  project: ProjectRow,
  actor: Actor,
): AuditOccurrence {
  const isDone = event.status !== null && event.status < 400;
  return {
    id: event.id,
    occurredAt: event.startedAt,
    entry: {
      workspaceId: project.workspaceId,
      projectId: project.id,
      actor,
      action: event.action,
      target: { type: event.targetType, id: event.targetId, label: project.name },
      before: null,
      after: isDone ? event.after : { outcome: "unknown" },
    },
  };
}

async function actorOf(
  event: PendingAdminEvent,
  nameOfToken: (id: string) => Promise<string | undefined>,
): Promise<Actor> {
  const at = event.actor.indexOf(":");
  const [type, id] = [event.actor.slice(0, Math.max(at, 0)), event.actor.slice(at + 1)];
  const { address, userAgent, requestId } = event;
  const origin = { address, userAgent, requestId };
  if (type === "token") {
    const name = await nameOfToken(id);
    const label = name === undefined ? event.actorLabel : `${name} (${event.actorLabel})`;
    return { type: "personal_access_token", id, label, ...origin };
  }
  if (type === "client") {
    // One that registers itself gets its id by that.
    const clientId = id || event.targetId;
    return { type, id: clientId, label: event.actorLabel || clientId, ...origin };
  }
  return { type: actorType(type), id, label: event.actorLabel, ...origin };
}

function actorType(type: string): ActorType {
  return type === "member" || type === "personal_access_token" || type === "system"
    ? type
    : "service";
}
