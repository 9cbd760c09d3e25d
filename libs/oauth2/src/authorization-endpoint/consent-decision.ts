import type { Issuer } from "../issuer.js";
import type { ConsentResult } from "../interaction/flow.js";
import type { AuthorizationRequest } from "./request.js";

/** Addresses on the web; those over http stay on this very device (RFC 9700 §2.6). */
const WEB = /^https?:/i;

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
  if (client.isPublic && !WEB.test(target.redirectUri)) return undefined;
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
