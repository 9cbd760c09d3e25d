import { z } from "zod";
import { moment } from "./text.js";

/** What a project sent to a hook or to a client's logout address, and what came of it. */
export const deliverySchema = z
  .looseObject({
    id: z.string(),
    kind: z.string(),
    client_id: z.string(),
    url: z.string(),
    sid: z.string().nullable(),
    subject: z.string().nullable(),
    state: z.string(),
    attempts: z.int(),
    status: z.int().nullable().meta({ description: "The HTTP status of the last attempt." }),
    milliseconds: z.number().nullable(),
    error: z.string().nullable(),
    created_at: moment,
    due_at: moment.nullable(),
    finished_at: moment.nullable(),
  })
  .meta({ id: "delivery" });
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z.array(deliverySchema).meta({ id: "deliveries" });
