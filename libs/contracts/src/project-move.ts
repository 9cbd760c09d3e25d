import { z } from "zod";
import { moment } from "./text.js";

/**
 * The steps of a move, in their order. The project serves all the while; writes wait in `pausing`
 * and `switching`.
 */
export const projectMoveStateSchema = z.enum([
  "waiting",
  "copying",
  "pausing",
  "switching",
  "cleaning",
  "finished",
  "failed",
]);
export type ProjectMoveState = z.infer<typeof projectMoveStateSchema>;

/** A project on its way from one data plane to another. */
export const projectMoveSchema = z
  .object({
    id: z.guid(),
    project_id: z.guid(),
    from_data_plane: z.string(),
    to_data_plane: z.string(),
    state: projectMoveStateSchema,
    attempts: z.int(),
    failure: z.string().nullable().meta({ description: "Why the last attempt ended." }),
    rows: z.int().meta({ description: "Rows that were copied." }),
    paused_milliseconds: z.int().nullable().meta({ description: "How long writes waited." }),
    created_at: moment,
    updated_at: moment,
    finished_at: moment.nullable(),
  })
  .meta({ id: "projectMove" });
export type ProjectMove = z.infer<typeof projectMoveSchema>;

export const moveProjectBodySchema = z
  .strictObject({ data_plane_id: z.string({ error: "Name the data plane." }).min(1).max(40) })
  .meta({ id: "moveProjectBody" });
export type MoveProjectBody = z.input<typeof moveProjectBodySchema>;
