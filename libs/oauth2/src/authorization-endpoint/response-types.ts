import type { ResponseMode } from "./response.js";

/**
 * The response types of the authorization endpoint (RFC 6749 §3.1.1, OAuth 2.0 Multiple Response
 * Types §5), words in alphabetical order. Discovery and registration derive from this list.
 */
export const RESPONSE_TYPES = [
  "code",
  "id_token",
  "code id_token",
  "token",
  "code token",
  "id_token token",
  "code id_token token",
] as const;
export type ResponseType = (typeof RESPONSE_TYPES)[number];

/**
 * Multiple Response Types §5: fragment as soon as a token travels through the browser. An unknown
 * response type asks for none, so its refusal goes where RFC 6749 §4.1.2.1 says.
 */
export function defaultResponseMode(responseType: string): ResponseMode {
  return /\b(id_)?token\b/.test(responseType) ? "fragment" : "query";
}
