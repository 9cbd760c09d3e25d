import { PROMPTS } from "./authorization-endpoint/prompt.js";
import { RESPONSE_MODES } from "./authorization-endpoint/response.js";
import { RESPONSE_TYPES } from "./authorization-endpoint/response-types.js";
import { CLIENT_AUTHENTICATION_METHODS } from "./client-authentication/authenticate-client.js";
import {
  ASSERTION_MAC_ALGORITHMS,
  ASSERTION_SIGNING_ALGORITHMS,
} from "./client-authentication/client-assertion.js";
import { ENDPOINTS } from "./issuer.js";
import type { Issuer } from "./issuer.js";
import { CODE_CHALLENGE_METHODS } from "./pkce.js";
import { OFFLINE_SCOPES } from "./scope.js";
import { CONTENT_ENCRYPTIONS, ENCRYPTION_ALGORITHMS } from "./response-encryption.js";
import { REQUEST_OBJECT_ALGORITHMS } from "./authorization-endpoint/request-object.js";
import { SIGNING_ALGORITHMS } from "./signing-keys.js";
import { GRANT_TYPES } from "./token-endpoint/grant-types.js";

/** Scopes that release claims, with the claims they release (OpenID Connect Core §5.4). */
export const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: ["name", "given_name", "family_name", "updated_at"],
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_number_verified"],
  address: ["address"],
};

/** What client assertions may be signed with, by key or by secret (OpenID Connect Core §9). */
const CLIENT_ASSERTION_ALGORITHMS = [...ASSERTION_SIGNING_ALGORITHMS, ...ASSERTION_MAC_ALGORITHMS];

/**
 * Authorization server metadata (RFC 8414 §2, OpenID Connect Discovery §3): derived from the lists
 * that the endpoints run on, so that it says what works and nothing else.
 */
export function metadata(issuer: Issuer): Record<string, unknown> {
  const at = (path: string): string => `${issuer.url}${path}`;
  return {
    issuer: issuer.url,
    authorization_endpoint: at(ENDPOINTS.authorization),
    token_endpoint: at(ENDPOINTS.token),
    device_authorization_endpoint: at(ENDPOINTS.deviceAuthorization),
    jwks_uri: at(ENDPOINTS.jwks),
    userinfo_endpoint: at(ENDPOINTS.userinfo),
    revocation_endpoint: at(ENDPOINTS.revocation),
    introspection_endpoint: at(ENDPOINTS.introspection),
    end_session_endpoint: at(ENDPOINTS.endSession),
    ...(issuer.policy.dynamicRegistration === "off"
      ? {}
      : { registration_endpoint: at(ENDPOINTS.registration) }),
    response_types_supported: RESPONSE_TYPES,
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: [...GRANT_TYPES.map((grantType) => grantType.name), "implicit"],
    subject_types_supported: issuer.policy.subjectTypes,
    scopes_supported: distinct([
      "openid",
      ...OFFLINE_SCOPES,
      ...Object.keys(CLAIMS_OF_SCOPE),
      ...issuer.policy.discovery.scopes,
    ]),
    claims_supported: distinct([
      "sub",
      ...Object.values(CLAIMS_OF_SCOPE).flat(),
      ...issuer.policy.discovery.claims,
    ]),
    id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
    // Hydra's own names, which its SDKs expect.
    id_token_signed_response_alg: SIGNING_ALGORITHMS,
    userinfo_signed_response_alg: ["none", ...SIGNING_ALGORITHMS],
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION_METHODS,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION_METHODS,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION_METHODS.filter(
      (method) => method !== "none",
    ),
    introspection_signing_alg_values_supported: SIGNING_ALGORITHMS,
    introspection_encryption_alg_values_supported: ENCRYPTION_ALGORITHMS,
    introspection_encryption_enc_values_supported: CONTENT_ENCRYPTIONS,
    token_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    // RFC 8414 §2: due wherever assertions are, as at the token endpoint.
    revocation_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    code_challenge_methods_supported: CODE_CHALLENGE_METHODS,
    prompt_values_supported: PROMPTS,
    authorization_response_iss_parameter_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    claims_parameter_supported: true,
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
    request_object_signing_alg_values_supported: REQUEST_OBJECT_ALGORITHMS,
    userinfo_signing_alg_values_supported: ["none", ...SIGNING_ALGORITHMS],
    id_token_encryption_alg_values_supported: ENCRYPTION_ALGORITHMS,
    id_token_encryption_enc_values_supported: CONTENT_ENCRYPTIONS,
    userinfo_encryption_alg_values_supported: ENCRYPTION_ALGORITHMS,
    userinfo_encryption_enc_values_supported: CONTENT_ENCRYPTIONS,
  };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
