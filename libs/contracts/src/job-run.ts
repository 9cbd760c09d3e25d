import { z } from "zod";
import { moment } from "./text.js";

/** The result of one run of a schedule. */
export const jobRunSchema = z
  .object({
    id: z.guid(),
    schedule: z.string(),
    project_id: z.guid().nullable(),
    started_at: moment,
    finished_at: moment,
    outcome: z.enum(["succeeded", "failed"]),
    counts: z.record(z.string(), z.number()),
    error: z.string().nullable(),
  })
  .meta({ id: "jobRun" });
export type JobRun = z.infer<typeof jobRunSchema>;
