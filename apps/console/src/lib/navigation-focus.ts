let moved = false;

/** Called when a navigation begins: the page that follows takes the focus. */
export function expectFocus(): void {
  moved = true;
}

/** Answers once per navigation whether the heading has to take the focus. */
export function takeExpectedFocus(): boolean {
  const expected = moved;
  moved = false;
  return expected;
}
