import { z } from "zod";
import { homeRegionSchema } from "./home-region.js";
import { line, moment } from "./text.js";

/** `unknown` until it was asked for the first time. */
export const dataPlaneStateSchema = z.enum(["healthy", "failing", "unknown"]);
export type DataPlaneState = z.infer<typeof dataPlaneStateSchema>;

/** One process of a data plane, as it was last seen. */
export const dataPlaneProcessSchema = z
  .object({
    address: z.string(),
    state: dataPlaneStateSchema,
    version: z.string().nullable(),
    milliseconds: z.int().nullable().meta({ description: "How long its readiness took." }),
  })
  .meta({ id: "dataPlaneProcess" });
export type DataPlaneProcess = z.infer<typeof dataPlaneProcessSchema>;

/** When a data plane became healthy or began to fail. */
export const dataPlaneChangeSchema = z
  .object({ state: dataPlaneStateSchema, at: moment, failure: z.string().nullable() })
  .meta({ id: "dataPlaneChange" });

/** A data plane: a database, the processes that serve it, and the projects that live there. */
export const dataPlaneSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    region: z.string(),
    state: dataPlaneStateSchema,
    failure: z.string().nullable(),
    version: z.string().nullable(),
    database: z.object({
      source: z.string().meta({
        description: "The variable that holds its address, or `registered`. Never the address.",
      }),
      state: dataPlaneStateSchema,
    }),
    processes: z.array(dataPlaneProcessSchema).meta({
      description: "For the workspace that runs the installation; empty for the others.",
    }),
    accepts_new: z.boolean(),
    capacity: z.int().nullable().meta({ description: "Most projects; `null`: no limit." }),
    projects: z.int().meta({ description: "Projects that live here, of every workspace." }),
    headroom: z.int().nullable().meta({ description: "Projects that it still takes." }),
    last_seen_at: moment.nullable(),
    checked_at: moment.nullable(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "dataPlane" });
export type DataPlane = z.infer<typeof dataPlaneSchema>;

/** A data plane with its past. */
export const dataPlaneDetailSchema = dataPlaneSchema
  .extend({ history: z.array(dataPlaneChangeSchema) })
  .meta({ id: "dataPlaneDetail" });
export type DataPlaneDetail = z.infer<typeof dataPlaneDetailSchema>;

export const dataPlaneListSchema = z.array(dataPlaneSchema).meta({ id: "dataPlaneList" });

const capacity = z.int("Use a whole number.").min(0).max(10_000_000).nullable();
const addresses = z
  .array(z.url({ protocol: /^https?$/, error: "Use an http or https address." }).max(400))
  .min(1, "Name at least one process.")
  .max(64);

export const registerDataPlaneBodySchema = z
  .strictObject({
    id: z
      .string({ error: "Give it an ID, such as plane-eu-2." })
      .regex(/^[a-z][a-z0-9-]{1,39}$/, "Use 2 to 40 lower-case letters, digits and hyphens."),
    name: line(100, "Enter a name."),
    region: homeRegionSchema,
    database_url: z.url({
      protocol: /^postgres(ql)?$/,
      error: "Use a PostgreSQL address, such as postgres://user:password@host/database.",
    }),
    addresses,
    capacity: capacity.default(null),
    accepts_new: z.boolean().default(true),
  })
  .meta({ id: "registerDataPlaneBody" });
export type RegisterDataPlaneBody = z.input<typeof registerDataPlaneBodySchema>;

export const updateDataPlaneBodySchema = z
  .strictObject({
    name: line(100, "Enter a name.").optional(),
    accepts_new: z.boolean().optional(),
    capacity: capacity.optional(),
    addresses: addresses.optional(),
  })
  .meta({ id: "updateDataPlaneBody" });
export type UpdateDataPlaneBody = z.input<typeof updateDataPlaneBodySchema>;
