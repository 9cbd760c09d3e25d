import { htmlText } from "../mail/html-text.js";

/** What the mail about a leaked token says. */
export interface LeakWords {
  tokenName: string;
  workspaceName: string;
  /** Where it was found, as far as the finder said. */
  url: string | null;
  /** Whether the token lives on with a newer value. */
  isPrevious: boolean;
  /** Where its owner sees it. */
  link: string;
}

/** The mail to the owner of a token that was found in the open, as text and as HTML. */
export function leakedTokenMail({ tokenName, workspaceName, url, isPrevious, link }: LeakWords) {
  const subject = `Your personal access token ${tokenName} was found in the open`;
  const place = url === null ? "in the open" : `at ${url}`;
  const sentences = [
    `A value of your personal access token ${tokenName} (workspace ${workspaceName}) was found ${place}.`,
    isPrevious
      ? "It was the value from before the last roll. It does not work any more; the new one does."
      : "The token is revoked and does not work any more. Create another one where you need it.",
    "Look at what it was used for, and remove the value from where it was found.",
  ];
  return {
    subject,
    text: `${sentences.join("\n\n")}\n\n${link}\n`,
    html: [
      ...sentences.map((sentence) => `<p>${htmlText(sentence)}</p>`),
      `<p><a href="${htmlText(link)}">${htmlText(link)}</a></p>`,
    ].join("\n"),
  };
}
