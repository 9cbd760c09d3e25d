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
      `<p>${escaped(sentence)}</p>`,
      `<p><a href="${escaped(link)}">Answer the invitation</a></p>`,
      `<p>${escaped(ending)}</p>`,
    ].join("\n"),
  };
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
