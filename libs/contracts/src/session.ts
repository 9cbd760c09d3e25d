import { z } from "zod";
import { moment } from "./text.js";

/** Who is signed in to the console in this browser. */
export const consoleSessionSchema = z
  .object({
    member: z.object({
      id: z.guid(),
      email: z.string(),
      name: z.string(),
      role: z.string(),
      role_name: z.string(),
      permissions: z.array(z.string()).meta({ description: "In the workspace." }),
      project_permissions: z.record(z.guid(), z.array(z.string())).meta({
        description:
          "By project ID, where another role replaces the one of the workspace: all that counts there.",
      }),
    }),
    workspace: z.object({ id: z.guid(), name: z.string() }),
    workspaces: z
      .array(z.object({ id: z.guid(), name: z.string(), role_name: z.string() }))
      .meta({ description: "Every workspace of this person, the default one first." }),
    signed_in_at: moment.meta({
      description: "Sensitive actions need a sign-in that is not older than 15 minutes.",
    }),
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

/** A browser in which a person is signed in to the console. */
export const signedInBrowserSchema = z
  .object({
    id: z.guid(),
    current: z.boolean(),
    address: z.string(),
    user_agent: z.string(),
    signed_in_at: moment,
    created_at: moment,
    last_seen_at: moment,
    expires_at: moment,
  })
  .meta({ id: "signedInBrowser" });
export type SignedInBrowser = z.infer<typeof signedInBrowserSchema>;
