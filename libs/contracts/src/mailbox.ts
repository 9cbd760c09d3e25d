import { z } from "zod";
import { moment } from "./text.js";

/** One mail of the local mailbox, as the list shows it. */
export const mailSummarySchema = z
  .object({
    id: z.guid(),
    project_id: z.guid().nullable().meta({ description: "null: Grantry's own mail." }),
    to: z.string(),
    subject: z.string(),
    created_at: moment,
    read_at: moment.nullable(),
  })
  .meta({ id: "mailSummary" });
export type MailSummary = z.infer<typeof mailSummarySchema>;

export const mailSchema = mailSummarySchema
  .extend({ text: z.string(), html: z.string() })
  .meta({ id: "mail" });
export type Mail = z.infer<typeof mailSchema>;

/** The local mailbox; mail lands there while no mail server is set. */
export const mailboxSchema = z
  .object({ mails: z.array(mailSummarySchema), unread: z.int() })
  .meta({ id: "mailbox" });
export type Mailbox = z.infer<typeof mailboxSchema>;
