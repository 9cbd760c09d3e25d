const IN_FLIGHT = 2;
const LARGEST_BATCH = 256;

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins calls of the same moment into one statement. There is no timer: a batch leaves at the end
 * of the event loop's turn, at most two are under way, and further ones gather while those run. A
 * lone call waits for nothing.
 */
export class Batcher<Item, Answer> {
  readonly #run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #idle: (() => void) | undefined;
  #waiting: Waiting<Item, Answer>[] = [];
  #inFlight = 0;
  #scheduled = false;

  /**
   * @param run answers each item in its place
   * @param idle is called when every item was answered
   */
  constructor(run: (items: readonly Item[]) => Promise<readonly Answer[]>, idle?: () => void) {
    this.#run = run;
    this.#idle = idle;
  }

  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= IN_FLIGHT || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting.splice(0, LARGEST_BATCH);
    this.#inFlight += 1;
    this.#schedule();
    await this.#answer(batch);
    this.#inFlight -= 1;
    this.#schedule();
    if (this.#inFlight === 0 && this.#waiting.length === 0) this.#idle?.();
  }

  async #answer(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#run(batch.map(({ item }) => item));
      if (answers.length !== batch.length) throw new Error("A batch was answered in part.");
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      if (batch.length > 1 && isRolledBack(error)) {
        await Promise.all(batch.map((one) => this.#answer([one])));
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }
}

/**
 * Whether the database itself refused the statement, so that nothing of it happened: one element
 * may be to blame. After a lost connection nobody knows; to run it again could take a code twice.
 */
function isRolledBack(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[0-9A-Z]{5}$/u.test(code) && !code.startsWith("08") && !code.startsWith("57");
}
