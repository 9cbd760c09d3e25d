import type { LogsFilter } from "./api/logs.js";

/** Error codes have no digits and no hyphens; request IDs are long and client IDs anything else. */
export function whatIsSought(text: string | undefined): LogsFilter {
  if (text === undefined) return {};
  if (/^[a-z]+(_[a-z]+)+$/.test(text)) return { error: text };
  return /^[\w-]{20,35}$/.test(text) ? { requestId: text } : { clientId: text };
}
