import { rewriteMessage } from "../icu-message.js";
import type { MessageKey, Messages } from "./en.js";
import { en } from "./en.js";

const plain = "abcdefghijklnoprstuwyzACDEGHILNORSTUWY";
const accents = "áƀçðéƒĝĥíĵķļñóþŕšţúŵýžÅÇÐÉĜĤÎĻÑÖŔŠŢÛŴÝ";
const padding = " one two three four five six seven eight nine ten eleven twelve";

/** `en-XA`: English with accents and 40 % more of it; shows what does not fit or is not translated. */
export const accentedEnglish: Messages = everyMessage(
  (text) => text.replace(/[a-zA-Z]/g, (letter) => accents[plain.indexOf(letter)] ?? letter),
  (message) => message + padding.slice(0, Math.ceil(message.length * 0.4)),
);

/** `ar-XB`: English shown from right to left; shows what is laid out for one direction only. */
export const mirroredEnglish: Messages = everyMessage(
  (text) => text.replace(/[A-Za-z]+/g, (word) => `\u202e${word}\u202c`),
  (message) => message,
);

function everyMessage(
  change: (text: string) => string,
  finish: (message: string) => string,
): Messages {
  const entries = Object.entries(en) as [MessageKey, string][];
  const changed = entries.map(([key, message]) => [key, finish(rewriteMessage(message, change))]);
  return Object.fromEntries(changed) as Messages;
}
