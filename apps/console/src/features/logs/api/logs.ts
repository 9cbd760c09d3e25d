import type { RequestLogEntry } from "@grantry/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callApi } from "../../../lib/api.js";
import { nextPageToken } from "../../../lib/link-header.js";

export interface LogsFilter {
  requestId?: string | undefined;
  clientId?: string | undefined;
  error?: string | undefined;
  outcome?: "refused" | undefined;
  cursor?: string | undefined;
}

/** While somebody follows, the newest page is read this often. */
const FOLLOW_MILLISECONDS = 2_000;

/** One page of what a project answered, newest first. */
export function logsQuery(projectId: string, filter: LogsFilter, following: boolean) {
  return queryOptions({
    queryKey: [projectId, "logs", filter],
    queryFn: async ({ signal }) => {
      const { data, headers } = await callApi<RequestLogEntry[]>(
        "GET",
        `/projects/${projectId}/admin/logs`,
        {
          signal,
          query: {
            page_size: 50,
            page_token: filter.cursor,
            request_id: filter.requestId,
            client_id: filter.clientId,
            error: filter.error,
            refused: filter.outcome === "refused" ? "true" : undefined,
          },
        },
      );
      return { entries: data, next: nextPageToken(headers.get("link")) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: following ? FOLLOW_MILLISECONDS : false,
  });
}
