import type { Issuer } from "../issuer.js";
import type { ConsentResult } from "../interaction/flow.js";
import { isLoopback } from "../redirect-uri.js";
import type { AuthorizationRequest } from "./request.js";

/** The consent a client's `skip_consent` stands for, or nothing: all that was asked for. */
export function consentOfClient(request: AuthorizationRequest): ConsentResult | undefined {
  if (!request.client.metadata.skip_consent || request.prompt.has("consent")) return undefined;
  return { scope: request.scope, audience: request.audience, remember: false, rememberFor: 0 };
}

/**
 * The remembered consent that covers a request, or nothing. A client without credentials that
 * receives the answer at a private-use scheme is always asked: another program could be listening
 * (RFC 8252 §8.6).
 */
export async function rememberedConsent(
  issuer: Issuer,
  request: AuthorizationRequest,
  subject: string,
): Promise<ConsentResult | undefined> {
  if (request.prompt.has("consent")) return undefined;
  const { client, target } = request;
  if (
    client.isPublic &&
    !target.redirectUri.startsWith("https:") &&
    !isLoopback(target.redirectUri)
  ) {
    return undefined;
  }
  const grant = await issuer.stores.grants.remembered(subject, client.id, issuer.clock());
  if (grant === undefined) return undefined;
  const covered =
    request.scope.every((scope) => grant.scope.includes(scope)) &&
    request.audience.every((audience) => grant.audience.includes(audience));
  if (!covered) return undefined;
  const { accessTokenClaims, idTokenClaims, context } = grant.details;
  return {
    scope: request.scope,
    audience: request.audience,
    ...(accessTokenClaims === undefined ? {} : { accessTokenClaims }),
    ...(idTokenClaims === undefined ? {} : { idTokenClaims }),
    ...(context === undefined ? {} : { context }),
    remember: false,
    rememberFor: 0,
  };
}
