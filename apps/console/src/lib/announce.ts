/** The id of the polite live region that is always on the page. */
export const ANNOUNCER_ID = "announcer";

/** Says something to a screen reader without moving focus. */
export function announce(message: string): void {
  const region = document.getElementById(ANNOUNCER_ID);
  if (!region) return;
  region.textContent = "";
  window.setTimeout(() => {
    region.textContent = message;
  }, 50);
}
