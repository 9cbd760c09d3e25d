import { FailureCounter } from "@grantry/identity";

const WINDOW_SECONDS = 15 * 60;
const PER_VISIT = { failures: 5, windowSeconds: WINDOW_SECONDS };
const PER_ADDRESS = { failures: 30, windowSeconds: WINDOW_SECONDS };

/** Who types a code: one visit of the device page, from one network address. */
export interface DeviceGuess {
  readonly projectId: string;
  readonly flowId: string;
  readonly address: string;
}

/**
 * Holds back those who guess the code of somebody else's device (RFC 8628 §5.1): after five wrong
 * ones in a visit and, so that new visits do not help, thirty from a network address.
 */
export class DeviceGuesses {
  readonly #visits = new FailureCounter(PER_VISIT);
  readonly #addresses = new FailureCounter(PER_ADDRESS);

  /** Seconds to wait before the next code is looked at; 0 when it is now. */
  waitSeconds(guess: DeviceGuess, at: Date): number {
    return Math.max(
      this.#visits.waitSeconds(visitKey(guess), at),
      this.#addresses.waitSeconds(addressKey(guess), at),
    );
  }

  failed(guess: DeviceGuess, at: Date): void {
    this.#visits.fail(visitKey(guess), at);
    this.#addresses.fail(addressKey(guess), at);
  }
}

function visitKey({ projectId, flowId }: DeviceGuess): string {
  return `${projectId}\0${flowId}`;
}

function addressKey({ projectId, address }: DeviceGuess): string {
  return `${projectId}\0${address}`;
}
