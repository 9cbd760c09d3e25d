import { htmlText } from "../mail/html-text.js";

/** What the mail about a workspace in other hands says. */
export interface TransferWords {
  workspaceName: string;
  ownerEmail: string;
  formerOwnerEmail: string;
  formerRoleName: string;
  /** Where its members are seen. */
  link: string;
}

/** The mail to both sides of a transfer, as text and as HTML. */
export function transferMail(words: TransferWords) {
  const { workspaceName, ownerEmail, formerOwnerEmail, formerRoleName, link } = words;
  const sentences = [
    `${formerOwnerEmail} has handed the workspace ${workspaceName} on to ${ownerEmail}.`,
    `${ownerEmail} is an owner of it now. ${formerOwnerEmail} is ${formerRoleName}.`,
  ];
  return {
    subject: `${workspaceName} has another owner`,
    text: `${sentences.join("\n\n")}\n\n${link}\n`,
    html: [
      ...sentences.map((sentence) => `<p>${htmlText(sentence)}</p>`),
      `<p><a href="${htmlText(link)}">${htmlText(link)}</a></p>`,
    ].join("\n"),
  };
}
