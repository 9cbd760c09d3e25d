import type { AuditVerification, ListAuditEvents } from "@grantry/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { read } from "../../../lib/api.js";
import { beginningOf, type Range } from "../range.js";

export interface AuditFilter {
  projectId?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  target?: string | undefined;
  range: Range;
  cursor?: string | undefined;
}

/** While somebody follows, the newest page is read this often. */
const FOLLOW_MILLISECONDS = 2_000;

/** One page of events, newest first. */
export function auditQuery(workspaceId: string, filter: AuditFilter, following: boolean) {
  return queryOptions({
    queryKey: [filter.projectId ?? `workspace:${workspaceId}`, "audit", filter],
    queryFn: ({ signal }) =>
      read<ListAuditEvents>("/audit-events", {
        signal,
        query: {
          workspace_id: workspaceId,
          page_size: 50,
          page_token: filter.cursor,
          project_id: filter.projectId,
          actor: filter.actor,
          action: filter.action,
          target: filter.target,
          since: beginningOf(filter.range),
        },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: following ? FOLLOW_MILLISECONDS : false,
  });
}

/** Checks the whole chain of a workspace against its hashes and signed heads. */
export function verifyChain(workspaceId: string): Promise<AuditVerification> {
  return read<AuditVerification>("/audit-events/verify", { query: { workspace_id: workspaceId } });
}

/** Where the export of a range is downloaded. */
export function exportAddress(workspaceId: string, range: Range): string {
  const query = new URLSearchParams({ workspace_id: workspaceId });
  const since = beginningOf(range);
  if (since !== undefined) query.set("since", since);
  return `/api/audit-events/export?${query.toString()}`;
}
