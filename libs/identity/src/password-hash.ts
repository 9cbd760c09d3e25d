/**
 * How passwords are hashed and compared (argon2id). Both wait for their turn in a bounded queue and
 * reject with `HashingOverloaded` when it is full: a crowd is told to come back, not made to wait.
 */
export interface PasswordHasher {
  /** A PHC string of the password. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one behind a PHC string. Without one (unknown account, account
   * without a password) it does the same work and answers false.
   */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
}

/** No more password work is taken on now; `retryAfterSeconds` tells when to come back. */
export class HashingOverloaded extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("The password queue is full.");
    this.name = "HashingOverloaded";
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
