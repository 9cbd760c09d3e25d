import type { BucketName } from "@grantry/contracts";
import { shareInWords } from "@grantry/control";
import { htmlText } from "../mail/html-text.js";

/** What the mail about a limit that comes near says. */
export interface LimitWords {
  /** What is limited: a project or a workspace, by name. */
  name: string;
  noun: "project" | "workspace";
  bucket: BucketName;
  percent: 80 | 100;
  used: number;
  limit: number;
  link: string;
}

/** The mail to the owners of a workspace, as text and as HTML. */
export function limitMail({ name, noun, bucket, percent, used, limit, link }: LimitWords) {
  const what = bucket.replaceAll("-", " ");
  const share = shareInWords(used, limit);
  const consequence =
    percent === 100
      ? "What would go beyond it is refused with 429 and the name of the limit."
      : "At 100 % what would go beyond it is refused with 429 and the name of the limit.";
  const sentences = [
    `The ${noun} ${name} uses ${share} ${what}.`,
    `${consequence} Raise the limit where more is needed.`,
  ];
  return {
    subject: `${name}: ${percent} % of its ${what}`,
    text: `${sentences.join("\n\n")}\n\n${link}\n`,
    html: [
      ...sentences.map((sentence) => `<p>${htmlText(sentence)}</p>`),
      `<p><a href="${htmlText(link)}">${htmlText(link)}</a></p>`,
    ].join("\n"),
  };
}
