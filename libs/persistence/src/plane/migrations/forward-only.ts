/** Migrations go forward: what a later version unlocks is never taken back by losing rows. */
export function forwardOnly(): Promise<never> {
  return Promise.reject(new Error("Migrations of a plane go forward only."));
}
