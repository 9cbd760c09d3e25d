import { z } from "zod";

/** Where a data plane stands and a project lives. */
export const homeRegionSchema = z.enum(
  ["eu-central", "asia-northeast", "us-east", "us-west", "eu", "asia", "us", "global"],
  { error: "There is no such region." },
);
export type HomeRegion = z.infer<typeof homeRegionSchema>;
