/** The longest name, in characters. */
export const LONGEST_NAME = 100;

/** Whether a text can stand for a person's name: no control characters, nothing that turns text. */
export function isDisplayName(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
}
