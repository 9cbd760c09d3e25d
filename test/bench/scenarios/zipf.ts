/**
 * Draws positions 0 … size-1 so that the n-th most popular is drawn 1/n as often as the first: how
 * traffic spreads over tenants. The same seed draws the same.
 */
export function zipfDraws(size: number, count: number, seed = 1): number[] {
  const cumulative: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= size; rank += 1) {
    sum += 1 / rank;
    cumulative.push(sum);
  }
  const random = generator(seed);
  return Array.from({ length: count }, () => indexOf(cumulative, random() * sum));
}

/** The first position whose cumulative weight reaches a number. */
function indexOf(cumulative: readonly number[], wanted: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A linear congruential generator (Numerical Recipes): numbers from 0 to 1, the same each run. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
