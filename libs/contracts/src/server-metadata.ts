import { z } from "zod";

const address = z.string();
const names = z.array(z.string());

/**
 * What a project says of itself (RFC 8414 §2, OpenID Connect Discovery §3). Only what a client
 * cannot do without is required, so that other servers can be read, too.
 */
export const serverMetadataSchema = z
  .looseObject({
    issuer: address,
    authorization_endpoint: address,
    token_endpoint: address,
    device_authorization_endpoint: address.optional(),
    revocation_endpoint: address.optional(),
    introspection_endpoint: address.optional(),
    userinfo_endpoint: address.optional(),
    end_session_endpoint: address.optional(),
    registration_endpoint: address.optional(),
    jwks_uri: address.optional(),
    scopes_supported: names.optional(),
    claims_supported: names.optional(),
    subject_types_supported: names.optional(),
    prompt_values_supported: names.optional(),
    response_types_supported: names.optional(),
    response_modes_supported: names.optional(),
    grant_types_supported: names.optional(),
    code_challenge_methods_supported: names.optional(),
    token_endpoint_auth_methods_supported: names.optional(),
    token_endpoint_auth_signing_alg_values_supported: names.optional(),
    revocation_endpoint_auth_methods_supported: names.optional(),
    revocation_endpoint_auth_signing_alg_values_supported: names.optional(),
    introspection_endpoint_auth_methods_supported: names.optional(),
    introspection_endpoint_auth_signing_alg_values_supported: names.optional(),
    introspection_signing_alg_values_supported: names.optional(),
    introspection_encryption_alg_values_supported: names.optional(),
    introspection_encryption_enc_values_supported: names.optional(),
    id_token_signed_response_alg: names.optional().meta({ description: "Hydra's own name." }),
    id_token_signing_alg_values_supported: names.optional(),
    id_token_encryption_alg_values_supported: names.optional(),
    id_token_encryption_enc_values_supported: names.optional(),
    userinfo_signed_response_alg: names.optional().meta({ description: "Hydra's own name." }),
    userinfo_signing_alg_values_supported: names.optional(),
    userinfo_encryption_alg_values_supported: names.optional(),
    userinfo_encryption_enc_values_supported: names.optional(),
    request_object_signing_alg_values_supported: names.optional(),
    claims_parameter_supported: z.boolean().optional(),
    request_parameter_supported: z.boolean().optional(),
    request_uri_parameter_supported: z.boolean().optional(),
    require_request_uri_registration: z.boolean().optional(),
    frontchannel_logout_supported: z.boolean().optional(),
    frontchannel_logout_session_supported: z.boolean().optional(),
    backchannel_logout_supported: z.boolean().optional(),
    backchannel_logout_session_supported: z.boolean().optional(),
    authorization_response_iss_parameter_supported: z.boolean().optional(),
  })
  .meta({ id: "oidcConfiguration" });
export type ServerMetadata = z.infer<typeof serverMetadataSchema>;
