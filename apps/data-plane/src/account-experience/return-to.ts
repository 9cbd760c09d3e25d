import type { AccountProject } from "./ports.js";

/**
 * The address to go on to after a sign-in without a client: inside the issuer, or exactly one the
 * project has listed; nothing for any other, so that a link cannot lead a user astray.
 */
export function allowedReturnTo(
  project: AccountProject,
  wanted: string | null,
): string | undefined {
  if (wanted === null || wanted === "" || wanted.length > 2048) return undefined;
  if (project.accountExperience.allowedReturnUrls?.includes(wanted) === true) return wanted;
  const issuer = new URL(project.issuer.url);
  const base = `${issuer.pathname.replace(/\/$/, "")}/`;
  if (!URL.canParse(wanted, issuer.origin + base)) return undefined;
  const url = new URL(wanted, issuer.origin + base);
  const inside = url.origin === issuer.origin && url.pathname.startsWith(base);
  return inside && url.username === "" ? url.href : undefined;
}
