import { authenticateClient } from "../client-authentication/authenticate-client.js";
import type { ClientRequest } from "../client-authentication/authenticate-client.js";
import { InvalidRequest, UnsupportedGrantType } from "../errors.js";
import type { FormFields } from "../form.js";
import type { Issuer } from "../issuer.js";
import { readParameters } from "../parameters.js";
import { GRANT_TYPES } from "./grant-types.js";
import type { GrantType, TokenResponse } from "./grant-type.js";

export interface TokenRequest extends ClientRequest {
  readonly body: FormFields;
}

/** The token endpoint (RFC 6749 §3.2). Throws the registered error of the step that refuses. */
export async function token(issuer: Issuer, request: TokenRequest): Promise<TokenResponse> {
  const parameters = readParameters(request.body);
  if (!parameters.has("grant_type")) {
    throw new InvalidRequest("The parameter 'grant_type' is required in a form-urlencoded body.");
  }
  const grantType = supported(parameters.required("grant_type"));
  const client = await authenticateClient(issuer, request, parameters);
  client.assertMayUse(grantType.name);
  return grantType.redeem(issuer, client, parameters);
}

function supported(name: string): GrantType {
  const grantType = GRANT_TYPES.find((candidate) => candidate.name === name);
  if (grantType !== undefined) return grantType;
  throw new UnsupportedGrantType(
    `The grant type is not supported. Use one of ${GRANT_TYPES.map((each) => each.name).join(", ")}.`,
  );
}
