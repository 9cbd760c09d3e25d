import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { HashingOverloaded } from "@grantry/identity";
import type { PasswordHasher } from "@grantry/identity";
import type { SecretHashes } from "@grantry/oauth2";

/** OWASP's argon2id parameters: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** At most two at once leave half of the thread pool to signatures, and one processor to the rest. */
const AT_ONCE = Math.min(2, Math.max(1, availableParallelism() - 1));
const MOST_WAITING = 200;

/** A hash of no password anybody has: unknown accounts cost the same work as known ones. */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$HcndvsBH4a3IBX13wTTn0w$w7ePyx3Vzwuihbv7mxPvblHWJ0V5GdW/KRL3US2ntTM";

/**
 * Slow hashes of secrets that people choose, on the thread pool. What would have to wait behind too
 * many others is refused with `HashingOverloaded`, so that a crowd of sign-ins never takes the token
 * endpoint down.
 */
export class Argon2 implements PasswordHasher, SecretHashes {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  hash(secret: string): Promise<string> {
    return this.#inTurn(() => hash(secret, PARAMETERS));
  }

  verify(digest: string | undefined, secret: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const matches = await verify(digest ?? NOBODY, secret);
      return matches && digest !== undefined;
    });
  }

  async #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#running < AT_ONCE) this.#running += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** Resolves when whoever finishes hands over its place. */
  #turn(): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING) throw new HashingOverloaded(2);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
