/** How many failures are let through before the next try has to wait, and for how long. */
export interface ThrottleRule {
  readonly failures: number;
  readonly windowSeconds: number;
}

/** One person mistyping, and one machine trying many accounts. */
export const SIGN_IN_RULES = {
  account: { failures: 10, windowSeconds: 15 * 60 },
  address: { failures: 100, windowSeconds: 15 * 60 },
} as const satisfies Record<string, ThrottleRule>;

interface Count {
  failures: number;
  endsAt: number;
}

/**
 * Counts failures by key in windows that begin with the first one. Bounded: when `capacity` keys
 * are held, the oldest goes, so a flood of made-up keys cannot exhaust memory.
 */
export class FailureCounter {
  readonly #counts = new Map<string, Count>();
  readonly #rule: ThrottleRule;
  readonly #capacity: number;

  constructor(rule: ThrottleRule, capacity = 50_000) {
    this.#rule = rule;
    this.#capacity = capacity;
  }

  /** Seconds until another try is allowed under a key; 0 when it is allowed now. */
  waitSeconds(key: string, at: Date): number {
    const count = this.#current(key, at);
    if (count === undefined || count.failures < this.#rule.failures) return 0;
    return Math.ceil((count.endsAt - at.getTime()) / 1000);
  }

  fail(key: string, at: Date): void {
    const count = this.#current(key, at);
    if (count !== undefined) {
      count.failures += 1;
      return;
    }
    const oldest = this.#counts.keys().next();
    if (this.#counts.size >= this.#capacity && !oldest.done) this.#counts.delete(oldest.value);
    this.#counts.set(key, { failures: 1, endsAt: at.getTime() + this.#rule.windowSeconds * 1000 });
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  #current(key: string, at: Date): Count | undefined {
    const count = this.#counts.get(key);
    if (count === undefined || count.endsAt > at.getTime()) return count;
    this.#counts.delete(key);
    return undefined;
  }
}

/** Who tries: a project's sign-in form, by network address, for an identifier as typed. */
export interface SignInAttempt {
  readonly projectId: string;
  readonly address: string;
  readonly identifier: string;
}

/** Holds back those who guess: per network address and identifier, and per network address. */
export class SignInThrottle {
  readonly #accounts = new FailureCounter(SIGN_IN_RULES.account);
  readonly #addresses = new FailureCounter(SIGN_IN_RULES.address);

  /** Seconds to wait before this try; 0 when it may go on. */
  waitSeconds(attempt: SignInAttempt, at: Date): number {
    return Math.max(
      this.#accounts.waitSeconds(accountKey(attempt), at),
      this.#addresses.waitSeconds(addressKey(attempt), at),
    );
  }

  failed(attempt: SignInAttempt, at: Date): void {
    this.#accounts.fail(accountKey(attempt), at);
    this.#addresses.fail(addressKey(attempt), at);
  }

  /** A right password clears what was counted against this account from this address. */
  succeeded(attempt: SignInAttempt): void {
    this.#accounts.forget(accountKey(attempt));
  }
}

function accountKey(attempt: SignInAttempt): string {
  return `${addressKey(attempt)}\0${attempt.identifier}`;
}

function addressKey({ projectId, address }: SignInAttempt): string {
  return `${projectId}\0${address}`;
}
