import type { Actor, ActorType } from "@grantry/control";
import type { AdminEventCollection, PendingAdminEvent } from "../plane/admin-event-collection.js";
import type { ControlDatabase } from "./control-database.js";

const EVENTS_PER_READ = 200;

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
    const events = await plane.pending(EVENTS_PER_READ);
    for (const event of events) if (await record(control, event)) recorded += 1;
    await plane.collected(events);
    if (events.length < EVENTS_PER_READ) return recorded;
  }
}

async function record(control: ControlDatabase, event: PendingAdminEvent): Promise<boolean> {
  // A refusal changed nothing; of a fault nobody knows, and the log says so.
  const isRefused = event.status !== null && event.status >= 400 && event.status < 500;
  if (isRefused) return false;
  const project = await control.projects.findForDelivery(event.projectId);
  if (!project) return false;
  const actor = await actorOf(control, event);
  const isDone = event.status !== null && event.status < 400;
  return control.transaction((stores) =>
    stores.audit.recordOnce(
      {
        workspaceId: project.workspaceId,
        projectId: project.id,
        actor,
        action: event.action,
        target: { type: event.targetType, id: event.targetId, label: project.name },
        before: null,
        after: isDone ? event.after : { outcome: "unknown" },
      },
      event.id,
      event.startedAt,
    ),
  );
}

async function actorOf(control: ControlDatabase, event: PendingAdminEvent): Promise<Actor> {
  const at = event.actor.indexOf(":");
  const [type, id] = [event.actor.slice(0, Math.max(at, 0)), event.actor.slice(at + 1)];
  const { address, userAgent, requestId } = event;
  const origin = { address, userAgent, requestId };
  if (type === "token") {
    const token = await control.tokens.findForDelivery(id);
    const label = token ? `${token.name} (${event.actorLabel})` : event.actorLabel;
    return { type: "personal_access_token", id, label, ...origin };
  }
  return { type: actorType(type), id, label: event.actorLabel, ...origin };
}

function actorType(type: string): ActorType {
  return type === "member" || type === "personal_access_token" || type === "system"
    ? type
    : "service";
}
