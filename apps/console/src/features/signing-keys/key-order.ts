import type { SigningKey } from "@grantry/contracts";

const ORDER: Record<SigningKey["state"], number> = { current: 0, next: 1, retired: 2 };

/** Keys as people read them: by algorithm, what signs first, then what follows, then what was. */
export function inOrder(keys: readonly SigningKey[]): SigningKey[] {
  return keys.toSorted(
    (one, other) =>
      other.algorithm.localeCompare(one.algorithm) ||
      ORDER[one.state] - ORDER[other.state] ||
      other.created_at.localeCompare(one.created_at),
  );
}

/** The announced successor of a key. */
export function successorOf(
  keys: readonly SigningKey[],
  { algorithm }: SigningKey,
): SigningKey | undefined {
  return keys.find((key) => key.algorithm === algorithm && key.state === "next");
}
