import { z } from "zod";

const pointer = z
  .string({ error: "Give a JSON pointer, such as /name." })
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, "Give a JSON pointer, such as /name.");

/** RFC 6902: one operation. */
export const jsonPatchOperationSchema = z
  .discriminatedUnion("op", [
    z.object({ op: z.literal("add"), path: pointer, value: z.json() }),
    z.object({ op: z.literal("replace"), path: pointer, value: z.json() }),
    z.object({ op: z.literal("test"), path: pointer, value: z.json() }),
    z.object({ op: z.literal("remove"), path: pointer }),
    z.object({ op: z.literal("move"), path: pointer, from: pointer }),
    z.object({ op: z.literal("copy"), path: pointer, from: pointer }),
  ])
  .meta({ id: "jsonPatch" });

/** RFC 6902: a document of operations, applied in order, all or none. */
export const jsonPatchSchema = z
  .array(jsonPatchOperationSchema)
  .min(1, "Give at least one operation.")
  .max(200, "Give at most 200 operations.")
  .meta({ id: "jsonPatchDocument" });

export type JsonPatchOperation = z.infer<typeof jsonPatchOperationSchema>;
export type JsonPatch = z.infer<typeof jsonPatchSchema>;
