import { ControlError, invalidField } from "@grantry/control";

const DEFAULT_SIZE = 250;

/** The part of a list that a request asks for, and the token of the part after it. */
export interface Page {
  skip: number;
  take: number;
  next: string;
}

/**
 * Reads `page_size` and `page_token`.
 * @param usual the size of a page that nobody asks for
 * @throws ControlError `bad_request`
 */
export function readPage(
  query: Record<string, unknown>,
  most: number,
  usual = Math.min(DEFAULT_SIZE, most),
): Page {
  const size = query["page_size"];
  const take = size === undefined || size === "" ? usual : Number(size);
  if (!Number.isInteger(take) || take < 1 || take > most) {
    throw invalidField("page_size", `Use a whole number from 1 to ${most}.`);
  }
  const skip = readToken(query["page_token"]);
  return { skip, take, next: writePageToken(skip + take) };
}

/** An opaque page token over a number. */
export function writePageToken(position: number): string {
  return Buffer.from(`p${position}`).toString("base64url");
}

function readToken(token: unknown): number {
  if (token === undefined || token === "") return 0;
  const plain = typeof token === "string" ? Buffer.from(token, "base64url").toString("latin1") : "";
  const [, digits] = /^p(\d{1,12})$/.exec(plain) ?? [];
  if (digits === undefined) {
    throw new ControlError("bad_request", "page_token is not one that this list gave.");
  }
  return Number(digits);
}
