import type { Bucket } from "./buckets.js";

/** What a request took from its bucket. */
export interface Taken {
  readonly allowed: boolean;
  /** Requests left at once. */
  readonly remaining: number;
  /** Seconds until the bucket is full again; for one refused, until the next may come. */
  readonly seconds: number;
}

/**
 * Token buckets by key, one number each: the instant at which the bucket is full again. Bounded:
 * when `capacity` keys are held the oldest goes, which forgives it; a flood of keys costs no memory.
 */
export class TokenBuckets {
  readonly #fullAt = new Map<string, number>();
  readonly #interval: number;
  readonly #depth: number;
  readonly #capacity: number;

  constructor(bucket: Bucket, capacity: number) {
    this.#interval = 1_000 / bucket.rate;
    this.#depth = this.#interval * bucket.burst;
    this.#capacity = capacity;
  }

  /** Takes one request at an instant in ms, or refuses it and takes nothing. */
  take(key: string, now: number): Taken {
    const known = this.#fullAt.get(key);
    const start = known === undefined || known < now ? now : known;
    const fullAt = start + this.#interval;
    const room = this.#depth - (fullAt - now);
    if (room < -1e-6) {
      return { allowed: false, remaining: 0, seconds: Math.max(1, Math.ceil(-room / 1_000)) };
    }
    if (known === undefined && this.#fullAt.size >= this.#capacity) this.#forgetOldest();
    this.#fullAt.set(key, fullAt);
    return {
      allowed: true,
      remaining: Math.floor((room + 1e-6) / this.#interval),
      seconds: Math.ceil((fullAt - now) / 1_000),
    };
  }

  #forgetOldest(): void {
    const oldest = this.#fullAt.keys().next();
    if (!oldest.done) this.#fullAt.delete(oldest.value);
  }
}
