import { generateSigningKey } from "@grantry/oauth2";
import type { SigningAlgorithm, SigningKeyRecord, SigningKeyState } from "@grantry/oauth2";

/** RSA keys take a noticeable part of a second each; those of three projects wait in memory. */
const KEPT = 6;

/**
 * Key pairs made ahead, so that a new project does not wait for primes. Nothing is made before the
 * first project is; from then on the stock refills one key at a time, off the event loop.
 */
export class SigningKeyStock {
  readonly #kept: SigningKeyRecord[] = [];
  #filling = false;
  #closed = false;

  /** A key pair that nobody else gets. */
  async take(
    algorithm: SigningAlgorithm,
    state: SigningKeyState,
    at: Date,
  ): Promise<SigningKeyRecord> {
    const ready = algorithm === "RS256" ? this.#kept.pop() : undefined;
    void this.#fill();
    if (ready === undefined) return generateSigningKey(algorithm, state, at);
    return { ...ready, state, createdAt: at, ...(state === "current" ? { activatedAt: at } : {}) };
  }

  close(): void {
    this.#closed = true;
  }

  async #fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    while (this.#kept.length < KEPT && !this.#closed) {
      this.#kept.push(await generateSigningKey("RS256", "next", new Date()));
    }
    this.#filling = false;
  }
}
