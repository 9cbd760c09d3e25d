import { signingSecretContext, TEST_EVENT, webhookHeaders } from "@grantry/control";
import { deliverToPlane, type EventAttempt, type EventToSend } from "@grantry/persistence";
import { OutboundError } from "@grantry/platform";
import { Postponed, type Counts, type JobPayload } from "@grantry/queue";
import type { World } from "./world.js";

const TIMEOUT_MILLISECONDS = 10_000;
const LARGEST_ANSWER_BYTES = 64 * 1024;
const KEPT_ANSWER_CHARACTERS = 1_000;

/** Pauses between attempts, in seconds: nine attempts over some twenty hours. */
const PAUSES_SECONDS = [5, 30, 120, 600, 3_600, 10_800, 21_600, 36_000] as const;

/** A stream that fails so often in a row is paused; what happens meanwhile waits. */
const MOST_FAILURES_IN_ROW = 20;

/** Sends one event to one stream; what comes of it stays in the stream's log. */
export async function sendEvent(
  world: World,
  { projectId, deliveryId }: JobPayload<"send-event">,
): Promise<Counts> {
  const plane = await world.planes.ofProject(projectId);
  const { events } = plane.inProject(projectId);
  const delivery = await events.findToSend(deliveryId);
  if (delivery === undefined) return {};
  const attempt = await attemptAt(world, projectId, delivery);
  const noted = await events.attempted(deliveryId, attempt);
  if (noted === undefined) return {};
  if (noted.failuresInRow >= MOST_FAILURES_IN_ROW && !noted.paused) {
    await pause(world, { projectId, streamId: noted.streamId, attempt });
    return { failed: 1, paused: 1 };
  }
  if (attempt.dueAt !== undefined) throw new Postponed(attempt.dueAt);
  return attempt.state === "delivered" ? { delivered: 1 } : { failed: 1 };
}

async function attemptAt(
  world: World,
  projectId: string,
  delivery: EventToSend,
): Promise<EventAttempt> {
  const begun = world.clock();
  const outcome = await post(world, projectId, delivery);
  const at = world.clock();
  const attempt = { at, milliseconds: at.getTime() - begun.getTime(), ...outcome };
  if (outcome.error === undefined) return { ...attempt, state: "delivered" };
  const pauseSeconds = PAUSES_SECONDS[delivery.attempts];
  if (pauseSeconds === undefined || delivery.event.type === TEST_EVENT) {
    return { ...attempt, state: "failed" };
  }
  return { ...attempt, state: "waiting", dueAt: new Date(at.getTime() + pauseSeconds * 1_000) };
}

async function post(
  world: World,
  projectId: string,
  delivery: EventToSend,
): Promise<Pick<EventAttempt, "status" | "error" | "answer">> {
  const { event } = delivery;
  const body = JSON.stringify({
    id: event.id,
    type: event.type,
    timestamp: event.at.toISOString(),
    project_id: projectId,
    data: event.data,
  });
  const message = { id: event.id, at: world.clock(), body };
  try {
    const answer = await world.outbound.request(delivery.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...webhookHeaders(message, secretsOf(world, delivery)),
      },
      body,
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      largestBytes: LARGEST_ANSWER_BYTES,
    });
    const { status } = answer;
    const kept = { status, answer: answer.body.toString("utf8").slice(0, KEPT_ANSWER_CHARACTERS) };
    const isSuccess = status >= 200 && status <= 299;
    return isSuccess ? kept : { ...kept, error: `it answered ${status}` };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const isRefused = error.kind === "refused";
    return { error: `the address ${isRefused ? "is not allowed" : "could not be reached"}` };
  }
}

/** The secret that signs, and for a while the one before it. */
function secretsOf({ envelope, clock }: World, delivery: EventToSend): string[] {
  const { previousSecret, previousSecretUntil } = delivery;
  const overlaps = previousSecretUntil !== null && previousSecretUntil > clock();
  const sealed = [
    delivery.secret,
    ...(previousSecret !== null && overlaps ? [previousSecret] : []),
  ];
  const context = signingSecretContext(delivery.streamId);
  return sealed.map((each) => envelope.open(each, context).toString());
}

/** Pauses a stream that fails all the time; its people resume it. */
async function pause(
  { control, planes }: World,
  what: { projectId: string; streamId: string; attempt: EventAttempt },
): Promise<void> {
  const { projectId, streamId } = what;
  const last = what.attempt.status === undefined ? what.attempt.error : `${what.attempt.status}`;
  const reason = `Paused after ${MOST_FAILURES_IN_ROW} failures. The last answer: ${last}.`;
  const message = await control.transaction(async (stores) => {
    const project = await stores.projects.findForDelivery(projectId);
    const stream = await stores.eventStreams.find(projectId, streamId);
    if (project === null || stream === null) return undefined;
    if (!(await stores.eventStreams.pauseBecause(projectId, streamId, reason))) return undefined;
    await stores.audit.record({
      workspaceId: project.workspaceId,
      projectId,
      actor: {
        type: "system",
        id: "event-streams",
        label: "Event streams",
        address: null,
        userAgent: null,
        requestId: streamId,
      },
      action: "event_stream.pause",
      target: { type: "event_stream", id: streamId, label: stream.description || stream.endpoint },
      before: { status: "active" },
      after: { status: "paused", reason },
    });
    return stores.outbox.add("project.streams", projectId);
  });
  if (message === undefined) return;
  await control.outbox.attempt(message, (each) => deliverToPlane(control, planes, each));
}
