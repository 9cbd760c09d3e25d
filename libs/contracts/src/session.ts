import { z } from "zod";
import { roleSchema } from "./member.js";

/** Who is signed in to the console in this browser. */
export const consoleSessionSchema = z
  .object({
    member: z.object({
      id: z.guid(),
      email: z.string(),
      name: z.string(),
      role: roleSchema,
      permissions: z.array(z.string()),
    }),
    workspace: z.object({ id: z.guid(), name: z.string() }),
    csrf_token: z.string().meta({ description: "Sent back as X-CSRF-Token with every write." }),
  })
  .meta({ id: "consoleSession" });
export type ConsoleSession = z.infer<typeof consoleSessionSchema>;

export const signInCallbackBodySchema = z
  .object({ query: z.string().max(8192).meta({ description: "The query of /callback." }) })
  .meta({ id: "signInCallbackBody" });
export type SignInCallbackBody = z.infer<typeof signInCallbackBodySchema>;

export const signInCallbackSchema = z
  .object({ return_to: z.string() })
  .meta({ id: "signInCallback" });
export type SignInCallback = z.infer<typeof signInCallbackSchema>;

export const signOutSchema = z.object({ redirect_to: z.string() }).meta({ id: "signOut" });
export type SignOut = z.infer<typeof signOutSchema>;
