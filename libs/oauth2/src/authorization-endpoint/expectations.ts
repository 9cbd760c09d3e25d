import { acceptableValues } from "../claims-parameter.js";
import { LoginRequired, OAuthError } from "../errors.js";
import type { Issuer } from "../issuer.js";
import { subjectFor } from "../subject-identifier.js";
import type { AuthorizationRequest } from "./request.js";

/** Who is or was signed in, as far as a request may expect something of it. */
interface Authenticated {
  readonly subject: string;
  readonly acr?: string;
}

/**
 * Whether a user is the one a request names by `id_token_hint` (OpenID Connect Core §3.1.2.1) or by
 * the value of the claim `sub` (§5.5.1).
 */
export function isExpectedSubject(
  issuer: Issuer,
  request: AuthorizationRequest,
  subject: string,
): boolean {
  const told = subjectFor(issuer, request.client, subject);
  const hinted = request.idTokenHint?.["sub"];
  const named = acceptableValues(request.claims?.id_token?.["sub"]);
  return (hinted === undefined || hinted === told) && (named.length === 0 || named.includes(told));
}

/** Whether an authentication reached a context class that the request calls essential (§5.5.1.1). */
export function reachesEssentialAcr(
  request: AuthorizationRequest,
  acr: string | undefined,
): boolean {
  const wanted = request.claims?.id_token?.["acr"];
  const values = acceptableValues(wanted);
  return wanted?.essential !== true || values.length === 0 || values.includes(acr);
}

/**
 * Throws `login_required` when another user signed in than was asked for, and
 * `unmet_authentication_requirements` when an essential context class was not reached.
 */
export function assertExpected(
  issuer: Issuer,
  request: AuthorizationRequest,
  authenticated: Authenticated,
): void {
  if (!isExpectedSubject(issuer, request, authenticated.subject)) {
    throw new LoginRequired("The user who signed in is not the one the request asks for.");
  }
  if (!reachesEssentialAcr(request, authenticated.acr)) {
    throw new OAuthError(
      "unmet_authentication_requirements",
      "The sign-in did not reach an essential value of the claim acr.",
    );
  }
}

/** The `acr` of a grant: what login said, or `0` when a value was asked for and none was given. */
export function acrOf(request: AuthorizationRequest, acr: string | undefined): string | undefined {
  if (acr !== undefined) return acr;
  const asked = request.acrValues.length > 0 || request.claims?.id_token?.["acr"] !== undefined;
  return asked ? "0" : undefined;
}
