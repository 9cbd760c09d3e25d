import { BoundedCache } from "../project/bounded-cache.js";

const MOST_CIRCUITS = 10_000;

interface Circuit {
  /** Failures since the last success. */
  failures: number;
  /** While open: when one call may probe whether the other side is back. */
  probeAt?: number;
}

export interface CircuitSettings {
  /** So many failures in a row open the circuit. */
  readonly failures: number;
  /** It stays open for so long before one call probes. */
  readonly openMilliseconds: number;
}

/**
 * Spares callers the wait for somebody who has failed again and again: after some failures in a row
 * calls are refused at once; after a pause one call probes, and its success lets all through again.
 */
export class CircuitBreaker {
  readonly #settings: CircuitSettings;
  readonly #clock: () => number;
  readonly #circuits = new BoundedCache<string, Circuit>(MOST_CIRCUITS);

  constructor(settings: CircuitSettings, clock: () => number = Date.now) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Whether a call may go out now; the one that probes keeps others waiting until it is over. */
  admits(name: string): boolean {
    const circuit = this.#circuits.get(name);
    if (circuit?.probeAt === undefined) return true;
    if (this.#clock() < circuit.probeAt) return false;
    circuit.probeAt = this.#clock() + this.#settings.openMilliseconds;
    return true;
  }

  succeeded(name: string): void {
    this.#circuits.delete(name);
  }

  failed(name: string): void {
    const circuit = this.#circuits.get(name) ?? { failures: 0 };
    circuit.failures += 1;
    if (circuit.failures >= this.#settings.failures) {
      circuit.probeAt = this.#clock() + this.#settings.openMilliseconds;
    }
    this.#circuits.set(name, circuit);
  }
}
