import { ControlError } from "@grantry/control";

const MOST_ADDRESSES = 50_000;

/**
 * Counts what comes from each network address, in a bucket that refills. Bounded: a flood of
 * addresses forgets the oldest. Counts are of this process.
 */
export class AddressLimit {
  private readonly fullAt = new Map<string, number>();

  constructor(
    private readonly bucket: { name: string; perMinute: number },
    private readonly isOn: boolean,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Takes `count` from an address's bucket. @throws ControlError `too_many_requests` */
  take(address: string, count = 1): void {
    if (!this.isOn) return;
    const interval = 60_000 / this.bucket.perMinute;
    const now = this.clock();
    const fullAt = Math.max(this.fullAt.get(address) ?? now, now) + interval * count;
    const wait = fullAt - now - 60_000;
    if (wait > 0) {
      const seconds = Math.max(1, Math.ceil(wait / 1_000));
      throw new ControlError(
        "too_many_requests",
        `Too many requests (${this.bucket.name}). Wait ${seconds} s and try again.`,
        { bucket: this.bucket.name, retry_after: seconds },
      );
    }
    const [oldest] = this.fullAt.keys();
    if (this.fullAt.size >= MOST_ADDRESSES && oldest !== undefined) this.fullAt.delete(oldest);
    this.fullAt.delete(address);
    this.fullAt.set(address, fullAt);
  }
}
