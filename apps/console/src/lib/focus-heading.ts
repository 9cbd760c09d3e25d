import { announce } from "./announce.js";

/** After a navigation the focus goes to the heading, and the title of the page is read out. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("main h1");
  if (!heading) return;
  heading.focus({ preventScroll: true });
  announce(document.title);
}
