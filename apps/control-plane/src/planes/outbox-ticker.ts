import { collectAdminEvents } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";

const TICK_MILLISECONDS = 1_000;
const SWEEP_MILLISECONDS = 3_600_000;

/** Tries again what did not reach the planes, collects what they did, and sweeps what has run out. */
export class OutboxTicker {
  private readonly timers: NodeJS.Timeout[] = [];
  private running: Promise<void> = Promise.resolve();
  private isBusy = false;

  constructor(private readonly controlPlane: ControlPlane) {}

  start(): void {
    this.timers.push(
      setInterval(() => this.begin(() => this.drain()), TICK_MILLISECONDS),
      setInterval(() => this.begin(() => this.sweep()), SWEEP_MILLISECONDS),
    );
  }

  /** Ends after the delivery that is under way. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.running;
  }

  private begin(work: () => Promise<void>): void {
    if (this.isBusy) return;
    this.isBusy = true;
    this.running = work()
      .catch((cause: unknown) => {
        this.controlPlane.logger.warn({ err: cause }, "outbox not drained");
      })
      .finally(() => {
        this.isBusy = false;
      });
  }

  private async drain(): Promise<void> {
    const { control, deliverOne, logger } = this.controlPlane;
    const counts = await control.outbox.drain(deliverOne);
    if (counts.delivered + counts.failed > 0) logger.info(counts, "outbox drained");
    await this.controlPlane.askEveryPlane(
      (plane) => collectAdminEvents(control, plane.adminEvents),
      "admin events of a plane not collected, tried again soon",
    );
  }

  private async sweep(): Promise<void> {
    const { control } = this.controlPlane;
    await control.idempotency.purge();
    await control.sessions.purge();
  }
}
