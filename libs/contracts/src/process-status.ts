import { z } from "zod";

/** Whether a process answers (Hydra's metadata API). */
export const healthStatusSchema = z
  .looseObject({ status: z.string() })
  .meta({ id: "healthStatus" });

/** What a process waits for. */
export const healthNotReadySchema = z
  .looseObject({ errors: z.record(z.string(), z.string()) })
  .meta({ id: "healthNotReadyStatus" });
