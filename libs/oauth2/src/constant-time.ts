import { timingSafeEqual } from "node:crypto";

/** Whether two strings are equal, in time that depends on the length of `expected` only. */
export function equalInConstantTime(expected: string, received: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(received);
  if (a.length !== b.length) {
    timingSafeEqual(a, a);
    return false;
  }
  return timingSafeEqual(a, b);
}
