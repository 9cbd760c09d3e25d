import { randomUUID } from "node:crypto";
import type { PlaneEventStore, PlaneProvisioner, ProvisionedStream } from "@grantry/persistence";

/** A stream of a project, and one event on its way to it. */
export interface HeldEvents {
  readonly stream: ProvisionedStream;
  readonly deliveryId: string;
}

/** Gives a project an event stream and something to send. */
export async function fillEvents(
  provisioner: PlaneProvisioner,
  projectId: string,
): Promise<HeldEvents> {
  const stream: ProvisionedStream = {
    id: randomUUID(),
    endpoint: "https://app.example.com/events",
    types: [],
    paused: false,
    secret: Buffer.from("sealed"),
    previousSecret: null,
    previousSecretUntil: null,
  };
  await provisioner.putEventStreams(projectId, [stream]);
  const { events } = provisioner.inProject(projectId);
  const deliveryId = (await events.addTest(stream.id, "stream.test", {})) ?? "";
  return { stream, deliveryId };
}

const EVER = { from: new Date(0), to: new Date("2100-01-01T00:00:00.000Z") };

/** What a stranger's store answers about another project's events: every method has one. */
export const EVENT_CASES: Readonly<
  Record<
    string,
    {
      readonly ask: (events: PlaneEventStore, held: HeldEvents) => unknown;
      readonly answer: unknown;
    }
  >
> = {
  "events.putStreams": { ask: (events) => events.putStreams([]), answer: undefined },
  "events.wake": { ask: (events) => events.wake(), answer: undefined },
  "events.health": { ask: (events) => events.health(), answer: new Map() },
  "events.find": {
    ask: (events, held) => events.find(held.stream.id, held.deliveryId),
    answer: undefined,
  },
  "events.list": {
    ask: (events, held) => events.list({ streamId: held.stream.id, limit: 10 }),
    answer: { items: [] },
  },
  "events.findToSend": {
    ask: (events, held) => events.findToSend(held.deliveryId),
    answer: undefined,
  },
  "events.attempted": {
    ask: (events, held) =>
      events.attempted(held.deliveryId, { state: "delivered", at: new Date() }),
    answer: undefined,
  },
  "events.redeliver": {
    ask: (events, held) => events.redeliver(held.stream.id, held.deliveryId),
    answer: false,
  },
  "events.addTest": {
    ask: (events, held) => events.addTest(held.stream.id, "stream.test", {}),
    answer: undefined,
  },
  "events.replay": {
    ask: (events, held) => events.replay(held.stream.id, { ...EVER, only: "all", dryRun: "no" }),
    answer: 0,
  },
};
