import { readAccessToken } from "./access-token.js";
import { openRefreshToken } from "./artefacts.js";
import { authenticateClient } from "./client-authentication/authenticate-client.js";
import type { ClientRequest } from "./client-authentication/authenticate-client.js";
import { TemporarilyUnavailable } from "./errors.js";
import type { FormFields } from "./form.js";
import type { Issuer } from "./issuer.js";
import { readParameters } from "./parameters.js";

export interface RevocationRequest extends ClientRequest {
  readonly body: FormFields;
}

/**
 * The revocation endpoint (RFC 7009 §2). Resolves for tokens it does not know, for those of other
 * clients, which stay alive, and once the revocation is stored; throws `temporarily_unavailable`
 * (503, §2.2.1) when it could not be.
 */
export async function revoke(issuer: Issuer, request: RevocationRequest): Promise<void> {
  const parameters = readParameters(request.body);
  const client = await authenticateClient(issuer, request, parameters);
  await revokeToken(issuer, parameters.required("token"), client.id);
}

/** Revokes an access or refresh token with its whole grant; `clientId` limits it to that client's. */
export async function revokeToken(issuer: Issuer, token: string, clientId?: string): Promise<void> {
  const facts = readAccessToken(issuer, token) ?? openRefreshToken(issuer, token);
  if (facts === undefined || (clientId !== undefined && facts.clientId !== clientId)) return;
  try {
    if (facts.grantId !== undefined) {
      await issuer.stores.grants.revoke(facts.grantId, issuer.clock());
    } else if ("tokenId" in facts) {
      await issuer.stores.revocations.add(facts.tokenId, new Date(facts.expiresAt * 1000));
    }
  } catch (error) {
    throw new TemporarilyUnavailable("The revocation could not be stored. Try again.", error);
  }
}
