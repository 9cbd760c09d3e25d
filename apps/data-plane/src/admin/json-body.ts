import { OAuthError } from "@grantry/oauth2";

/** A JSON object that a handler may read; throws 400 in Hydra's words for anything else. */
export function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    if (!(body instanceof URLSearchParams)) return body as Record<string, unknown>;
  }
  throw new OAuthError(
    "The request was malformed or contained invalid parameters",
    "Unable to decode the request body: send a JSON object as application/json.",
    400,
  );
}
