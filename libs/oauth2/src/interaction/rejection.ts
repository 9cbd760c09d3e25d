import type { Rejection } from "./flow.js";

/** The body with which a login, consent or device app refuses (Hydra's rejectOAuth2Request). */
export interface RejectionBody {
  readonly error?: string;
  readonly error_description?: string;
  readonly error_hint?: string;
}

/** RFC 6749 §4.1.2.1: the characters an error code may have. */
const ERROR_CODE = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,100}$/;

/** The refusal as the client will see it; `access_denied` unless a well-formed code was given. */
export function readRejection(body: RejectionBody, at: "login" | "consent"): Rejection {
  const error =
    body.error !== undefined && ERROR_CODE.test(body.error) ? body.error : "access_denied";
  const sentences = [body.error_description, body.error_hint].filter(
    (text): text is string => typeof text === "string" && text !== "",
  );
  const description =
    sentences.length > 0 ? sentences.join(" ") : `The resource owner denied the request at ${at}.`;
  return { error, description: description.slice(0, 1000) };
}
