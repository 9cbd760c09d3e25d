import { z } from "zod";
import { moment } from "./text.js";

/** One answered request of a project; `error` is there when it was refused. */
export const requestLogEntrySchema = z
  .object({
    id: z.guid(),
    at: moment,
    request_id: z.string(),
    method: z.string(),
    path: z.string().meta({ description: "Inside the issuer, without the query." }),
    status: z.int(),
    error: z.string().nullable(),
    error_description: z.string().nullable(),
    client_id: z.string().nullable(),
    address: z.string(),
    user_agent: z.string(),
    milliseconds: z.int(),
  })
  .meta({ id: "requestLogEntry" });
export type RequestLogEntry = z.infer<typeof requestLogEntrySchema>;
