const PAUSE_MS = 50;

/** Tries `check` until it passes; throws what it threw last when it does not in time. */
export async function eventually<T>(check: () => Promise<T>, withinMs = 40_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
