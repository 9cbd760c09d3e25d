import { MOST_UNDER_WAY } from "@grantry/platform";
import type { LinkOutcome } from "./link-connection.js";

/** A request under way. */
export interface Asked {
  readonly number: number;
  readonly isRepeatable: boolean;
  readonly untilTick: number;
  readonly settle: (outcome: LinkOutcome) => void;
}

/**
 * The requests under way on a link, by their numbers. In an array, because a `Map` in which entries
 * come and go is laid out afresh all the time, and each of its former layouts keeps the next alive
 * until a full collection: a third of the time of a request.
 */
export class AskedRequests {
  readonly #slots: (Asked | undefined)[] = Array.from({ length: MOST_UNDER_WAY });
  #size = 0;
  #lastNumber = 0;

  get size(): number {
    return this.#size;
  }

  /** The number that was given last; numbers grow. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Gives a number; there must be fewer than `MOST_UNDER_WAY`. */
  add(request: Omit<Asked, "number">): number {
    // The number of whatever stands in its place is left out.
    do this.#lastNumber += 1;
    while (this.#slots[this.#lastNumber % MOST_UNDER_WAY] !== undefined);
    const number = this.#lastNumber;
    this.#slots[number % MOST_UNDER_WAY] = { number, ...request };
    this.#size += 1;
    return number;
  }

  /** Takes a request out; nothing when it is not under way. */
  take(number: number): Asked | undefined {
    const slot = number % MOST_UNDER_WAY;
    const asked = this.#slots[slot];
    if (asked?.number !== number) return undefined;
    this.#slots[slot] = undefined;
    this.#size -= 1;
    return asked;
  }

  /** Takes out what has waited until a tick, or all. */
  takeUntil(tick: number): Asked[] {
    const late = this.#slots.filter((asked) => asked !== undefined && asked.untilTick <= tick);
    return late.flatMap((asked) => (asked === undefined ? [] : (this.take(asked.number) ?? [])));
  }
}
