/** What a mail says, as it is sealed in the control database. */
export interface MailContent {
  text: string;
  html: string;
}

/** Binds the sealed text of a mail to its use. */
export const MAIL_CONTENT_CONTEXT = "mail";
