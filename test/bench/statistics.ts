/** The middle of some numbers, the mean of both middles for an even count; NaN for none. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) return Number.NaN;
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** How far some numbers lie apart, as a share of their median: 0.1 is "within 10 %". */
export function spread(numbers: readonly number[]): number {
  if (numbers.length < 2) return 0;
  return (Math.max(...numbers) - Math.min(...numbers)) / median(numbers);
}

/** The value below which a share of the numbers lies (nearest rank); NaN for none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).toSorted();
  const rank = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? Number.NaN;
}

/** The median of those that are known; undefined when none is. */
export function medianOfKnown(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : median(known);
}
