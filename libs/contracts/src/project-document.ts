import { z } from "zod";
import { line } from "./text.js";

export const environmentSchema = z.enum(["prod", "stage", "dev"], {
  error: "Use prod, stage or dev.",
});
export type Environment = z.infer<typeof environmentSchema>;

export const projectNameSchema = line(100, "Enter a name.");

const origin = z
  .string()
  .max(400)
  .regex(/^\P{Cc}*$/u);

export const projectCorsSchema = z
  .object({ enabled: z.boolean().default(false), origins: z.array(origin).max(100).default([]) })
  .meta({ id: "projectCors" });
export type ProjectCors = z.infer<typeof projectCorsSchema>;

const serviceSchema = z.object({ config: z.record(z.string(), z.json()).default({}) });

export const projectServicesSchema = z
  .object({
    oauth2: serviceSchema,
    identity: serviceSchema,
    permission: serviceSchema,
    account_experience: serviceSchema,
  })
  .meta({ id: "projectServices" });
export type ProjectServices = z.infer<typeof projectServicesSchema>;
