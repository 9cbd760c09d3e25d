/** The code of a mail, when there is one: six to eight digits that stand alone. */
export function codeIn(text: string): string | undefined {
  return /(?<![\w./-])\d{6,8}(?![\w./-])/.exec(text)?.[0];
}

/** The first link of a mail; only web addresses. */
export function linkIn(text: string): string | undefined {
  const found = /https?:\/\/[^\s<>"]+/.exec(text)?.[0].replace(/[).,]+$/, "");
  return found !== undefined && URL.canParse(found) ? found : undefined;
}
