import type { JobName } from "./job-list.js";

export interface Schedule {
  /** Shown in the console and kept with each result. */
  readonly name: string;
  /** The job it adds; one without a payload. */
  readonly job: Extract<
    JobName,
    | "rotate-due-signing-keys-everywhere"
    | "purge-expired-everywhere"
    | "drain-outbox"
    | "verify-pending-domains"
    | "send-due-deliveries"
    | "collect-admin-events"
    | "sign-audit-heads"
    | "verify-audit-chains"
  >;
  readonly everySeconds: number;
}

/** Every schedule. The first run of a new one is at once. */
export const SCHEDULES = [
  {
    name: "signing-key-rotation",
    job: "rotate-due-signing-keys-everywhere",
    everySeconds: 60 * 60,
  },
  { name: "cleanup", job: "purge-expired-everywhere", everySeconds: 15 * 60 },
  { name: "provisioning-retry", job: "drain-outbox", everySeconds: 15 },
  { name: "custom-domains", job: "verify-pending-domains", everySeconds: 5 * 60 },
  { name: "deliveries", job: "send-due-deliveries", everySeconds: 3 },
  { name: "audit-collection", job: "collect-admin-events", everySeconds: 15 },
  { name: "audit-heads", job: "sign-audit-heads", everySeconds: 15 },
  { name: "audit-check", job: "verify-audit-chains", everySeconds: 24 * 60 * 60 },
] as const satisfies readonly Schedule[];

export type ScheduleName = (typeof SCHEDULES)[number]["name"];

/** The schedule under which the results of a job are shown. */
export const SCHEDULE_OF_JOB: Readonly<Record<JobName, ScheduleName>> = {
  "rotate-due-signing-keys-everywhere": "signing-key-rotation",
  "rotate-due-signing-keys": "signing-key-rotation",
  "rotate-signing-key": "signing-key-rotation",
  "purge-expired-everywhere": "cleanup",
  "purge-expired": "cleanup",
  "purge-expired-in-control-plane": "cleanup",
  "drain-outbox": "provisioning-retry",
  "verify-pending-domains": "custom-domains",
  "send-due-deliveries": "deliveries",
  "send-delivery": "deliveries",
  "send-event": "deliveries",
  "send-mail": "deliveries",
  "collect-admin-events": "audit-collection",
  "sign-audit-heads": "audit-heads",
  "verify-audit-chains": "audit-check",
};
