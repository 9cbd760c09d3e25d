import { Batcher } from "./batcher.js";

/**
 * Joins calls of one project and moment into one statement that sees that project, as `Batcher` joins
 * those of every project: whoever waits for the disk, or for an answer, waits together.
 */
export class ProjectBatches<Item, Answer> {
  readonly #run: (projectId: string, items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #batchers = new Map<string, Batcher<Item, Answer>>();

  /** @param run answers each item in its place */
  constructor(run: (projectId: string, items: readonly Item[]) => Promise<readonly Answer[]>) {
    this.#run = run;
  }

  add(projectId: string, item: Item): Promise<Answer> {
    let batcher = this.#batchers.get(projectId);
    if (batcher === undefined) {
      batcher = new Batcher(
        (items) => this.#run(projectId, items),
        () => this.#batchers.delete(projectId),
      );
      this.#batchers.set(projectId, batcher);
    }
    return batcher.add(item);
  }
}

/**
 * The first item of each key, and where each item's stands among those: two of one key in one
 * statement would meet each other.
 */
export function firstOfEach<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): { readonly firsts: readonly Item[]; readonly isFirst: (index: number) => boolean } {
  const firstOf = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    if (!firstOf.has(keyOf(item))) firstOf.set(keyOf(item), index);
  }
  const places = new Set(firstOf.values());
  return {
    firsts: items.filter((_, index) => places.has(index)),
    isFirst: (index) => places.has(index),
  };
}
