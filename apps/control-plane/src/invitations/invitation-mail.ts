import { htmlText } from "../mail/html-text.js";

/** What an invitation's mail says. */
export interface InvitationWords {
  link: string;
  invitedBy: string;
  workspaceName: string;
  roleName: string;
  expiresAt: Date;
}

/** The mail of an invitation, as text and as HTML. */
export function invitationMail(words: InvitationWords) {
  const { link, invitedBy, workspaceName, roleName } = words;
  const until = words.expiresAt.toISOString().slice(0, 10);
  const subject = `${invitedBy} invites you to ${workspaceName}`;
  const sentence = `${invitedBy} invites you to the workspace ${workspaceName} of Grantry as ${roleName}.`;
  const ending = `The link works once, for this address only, until ${until}. If you did not expect it, ignore this mail.`;
  return {
    subject,
    text: `${sentence}\n\nAnswer the invitation:\n${link}\n\n${ending}\n`,
    html: [
      `<p>${htmlText(sentence)}</p>`,
      `<p><a href="${htmlText(link)}">Answer the invitation</a></p>`,
      `<p>${htmlText(ending)}</p>`,
    ].join("\n"),
  };
}
