import { requestLogEntrySchema, type RequestLogEntry } from "@grantry/contracts";
import { ask, type Call, type Connection } from "./connection.js";

const list = requestLogEntrySchema.array();

/** Which entries a list has; all of them when empty. */
export interface RequestLogQuery {
  requestId?: string | undefined;
  clientId?: string | undefined;
  error?: string | undefined;
  /** Refused requests only. */
  refused?: boolean | undefined;
  /** Answered at this instant or later. */
  since?: Date | undefined;
  most?: number | undefined;
}

/** What a project answered lately, newest first. */
export function listRequestLog(
  admin: Connection,
  query: RequestLogQuery,
): Promise<RequestLogEntry[]> {
  const call: Call = {
    path: "/logs",
    query: {
      request_id: query.requestId,
      client_id: query.clientId,
      error: query.error,
      refused: query.refused === true ? "true" : undefined,
      since: query.since?.toISOString(),
      page_size: query.most,
    },
  };
  return ask(admin, call, list);
}
