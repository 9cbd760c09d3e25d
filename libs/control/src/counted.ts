/** Counting stops here: nobody decides otherwise over 20,000 than over more than 10,000. */
export const MOST_COUNTED = 10_000;

/**
 * A number of things as people say it: 1 session, 2 sessions, no sessions. What was counted up to a
 * bound is told as more than it.
 */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  if (count === 0) return `no ${plural}`;
  if (count > MOST_COUNTED) return `more than ${inThousands(MOST_COUNTED)} ${plural}`;
  return `${inThousands(count)} ${count === 1 ? singular : plural}`;
}

/** Things in a row, those that are none left out: 2 sessions, 1 user and 3 tokens. */
export function countedEach(
  parts: readonly (readonly [count: number, singular: string, plural?: string])[],
): string {
  const there = parts.filter(([count]) => count > 0);
  const words = there.map((part) => counted(...part));
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}

/** 1,204: the digits of a whole number in groups. */
export function inThousands(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
