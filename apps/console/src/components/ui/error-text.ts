import type { ApiError } from "../../lib/api-error.js";
import { uiTexts } from "./texts.js";

/** The sentence for a failure: the server's reason where it is written for people. */
export function errorText(error: ApiError, noun = "object"): string {
  switch (error.status) {
    case 0:
      return uiTexts.noAnswer;
    case 401:
      return uiTexts.sessionEnded;
    case 404:
      return uiTexts.notFound(noun);
    case 429:
      return error.retryAfterSeconds === undefined
        ? uiTexts.tooManySoon
        : uiTexts.tooMany(error.retryAfterSeconds);
    default:
      return error.status >= 500 ? uiTexts.serverFailed : error.reason;
  }
}

/** Whether doing the same again can help. */
export function isWorthRetrying(error: ApiError): boolean {
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
