import { z } from "zod";
import { reachSchema } from "./member.js";
import { roleRefSchema } from "./role.js";
import { moment } from "./text.js";

export const invitationStateSchema = z.enum([
  "pending",
  "accepted",
  "declined",
  "revoked",
  "expired",
]);
export type InvitationState = z.infer<typeof invitationStateSchema>;

/** Somebody who was asked to join a workspace. The code in the mail is shown nowhere else. */
export const invitationSchema = z
  .object({
    id: z.guid(),
    workspace_id: z.guid(),
    email: z.string(),
    role: z.string(),
    role_name: z.string(),
    project_ids: z.array(z.guid()).nullable(),
    state: invitationStateSchema,
    invited_by: z.string(),
    created_at: moment,
    sent_at: moment,
    expires_at: moment,
    answered_at: moment.nullable(),
  })
  .meta({ id: "invitation" });
export type Invitation = z.infer<typeof invitationSchema>;

export const createInvitationBodySchema = z
  .object({
    email: z
      .string({ error: "Enter an email address." })
      .trim()
      .toLowerCase()
      .max(254, "Enter an email address.")
      .regex(/^[^\s@<>"]+@[^\s@<>"]+$/, "Enter an email address, such as name@example.com."),
    role: roleRefSchema.default("developer"),
    project_ids: reachSchema.optional(),
    workspace_id: z.guid().optional(),
  })
  .meta({ id: "createInvitationBody" });
export type CreateInvitationBody = z.input<typeof createInvitationBodySchema>;

/** What an invitation says to whoever holds its code. */
export const publicInvitationSchema = z
  .object({
    email: z.string(),
    workspace_name: z.string(),
    role_name: z.string(),
    invited_by: z.string(),
    state: invitationStateSchema,
    expires_at: moment,
    sign_in: z.string().meta({
      description: "Where to sign in, or make an account, as the invited address.",
    }),
  })
  .meta({ id: "publicInvitation" });
export type PublicInvitation = z.infer<typeof publicInvitationSchema>;

export const acceptedInvitationSchema = z
  .object({ workspace_id: z.guid(), member_id: z.guid() })
  .meta({ id: "acceptedInvitation" });
export type AcceptedInvitation = z.infer<typeof acceptedInvitationSchema>;
