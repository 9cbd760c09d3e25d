import { z } from "zod";

/** The queues. One each, so that a slow cleanup never keeps a key from rotating. */
export const QUEUES = ["signing-keys", "cleanup", "provisioning", "deliveries", "audit"] as const;
export type QueueName = (typeof QUEUES)[number];

interface JobDeclaration {
  readonly name: string;
  readonly queue: QueueName;
  /** Ids only, never objects: what a job works on is read when it runs. */
  readonly payload: z.ZodType<Readonly<Record<string, string>>>;
}

const nothing = z.strictObject({});
const projectId = z.guid();

/** Every job: its name, where it waits and what it carries. */
export const JOBS = [
  /** Adds `rotate-due-signing-keys` for every project. */
  { name: "rotate-due-signing-keys-everywhere", queue: "signing-keys", payload: nothing },
  /** Rotates what has signed for its period, deletes retired keys nothing valid was signed with. */
  {
    name: "rotate-due-signing-keys",
    queue: "signing-keys",
    payload: z.strictObject({ projectId }),
  },
  /** Retires one current key before its time; nothing to do when it is not current any more. */
  {
    name: "rotate-signing-key",
    queue: "signing-keys",
    payload: z.strictObject({ projectId, keyId: z.string().min(1).max(255) }),
  },
  /** Adds `purge-expired` for every project, and `purge-expired-in-control-plane`. */
  { name: "purge-expired-everywhere", queue: "cleanup", payload: nothing },
  /** Removes what has expired in a project. */
  { name: "purge-expired", queue: "cleanup", payload: z.strictObject({ projectId }) },
  /** Removes what has expired in the control plane's own database. */
  { name: "purge-expired-in-control-plane", queue: "cleanup", payload: nothing },
  /** Tries again what the control plane could not push to a data plane. */
  { name: "drain-outbox", queue: "provisioning", payload: nothing },
  /** Looks for the DNS records of custom domains that are not verified yet. */
  { name: "verify-pending-domains", queue: "provisioning", payload: nothing },
  /** Adds `send-delivery` and `send-event` for all that is due in any project, `send-mail` for mail. */
  { name: "send-due-deliveries", queue: "deliveries", payload: nothing },
  /** Sends one message to a client, such as a logout token. */
  {
    name: "send-delivery",
    queue: "deliveries",
    payload: z.strictObject({ projectId, deliveryId: z.guid() }),
  },
  /** Sends one event to an event stream. */
  {
    name: "send-event",
    queue: "deliveries",
    payload: z.strictObject({ projectId, deliveryId: z.guid() }),
  },
  /** Hands one mail to the mail server. */
  { name: "send-mail", queue: "deliveries", payload: z.strictObject({ mailId: z.guid() }) },
  /** Tells the audit log of writes at the planes' admin APIs. */
  { name: "collect-admin-events", queue: "audit", payload: nothing },
  /** Signs the head of every audit log that has grown. */
  { name: "sign-audit-heads", queue: "audit", payload: nothing },
  /** Computes every audit log's chain anew. */
  { name: "verify-audit-chains", queue: "audit", payload: nothing },
] as const satisfies readonly JobDeclaration[];

type Declared = (typeof JOBS)[number];
export type JobName = Declared["name"];
export type JobPayload<Name extends JobName> = Readonly<
  z.infer<Extract<Declared, { name: Name }>["payload"]>
>;
/** A job with the payload of its name. */
export type Job = { [Name in JobName]: { name: Name; payload: JobPayload<Name> } }[JobName];

const BY_NAME: ReadonlyMap<string, Declared> = new Map(JOBS.map((job) => [job.name, job]));

/** What arrived is no job of ours: an unknown name or a payload of another shape. */
export class InvalidJob extends Error {
  override readonly name = "InvalidJob";
}

/**
 * Reads a job from the outside.
 * @param name as it came from the queue
 * @param payload anything
 * @returns the job with exactly the members its declaration lists
 * @throws InvalidJob
 */
export function parseJob(name: string, payload: unknown): Job {
  const declared = BY_NAME.get(name);
  if (declared === undefined)
    throw new InvalidJob(`unknown job ${JSON.stringify(name.slice(0, 64))}`);
  const parsed = declared.payload.safeParse(payload);
  if (!parsed.success) {
    const members = parsed.error.issues.map((issue) => issue.path.join(".") || "payload");
    throw new InvalidJob(`malformed ${declared.name}: ${members.join(", ")}`, {
      cause: parsed.error,
    });
  }
  return { name: declared.name, payload: parsed.data } as Job;
}

/** The queue a job waits in. */
export function queueOf(name: JobName): QueueName {
  const declared = BY_NAME.get(name);
  if (declared === undefined) throw new InvalidJob(`unknown job ${name}`);
  return declared.queue;
}

/**
 * Two jobs with the same key are the same work: while one waits, runs or is tried again, adding the
 * other changes nothing.
 */
export function jobKey(job: Job): string {
  const members = Object.entries(job.payload).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [job.name, ...members.map(([, value]) => value)].join(" ");
}
