import { z } from "zod";
import { moment } from "./text.js";

/**
 * The OAuth2 shapes of a project as its admin and public endpoints show them, with Hydra's member
 * names. They are read leniently: members that are not named here stay as they came.
 */
const texts = z.array(z.string()).nullish();
const lifespan = z.string().nullish();

/** The thirteen lifespans of a client, as Go durations such as 1h30m0s; null: the project's. */
export const CLIENT_LIFESPANS = [
  "authorization_code_grant_access_token_lifespan",
  "authorization_code_grant_id_token_lifespan",
  "authorization_code_grant_refresh_token_lifespan",
  "client_credentials_grant_access_token_lifespan",
  "implicit_grant_access_token_lifespan",
  "implicit_grant_id_token_lifespan",
  "jwt_bearer_grant_access_token_lifespan",
  "refresh_token_grant_access_token_lifespan",
  "refresh_token_grant_id_token_lifespan",
  "refresh_token_grant_refresh_token_lifespan",
  "device_authorization_grant_access_token_lifespan",
  "device_authorization_grant_id_token_lifespan",
  "device_authorization_grant_refresh_token_lifespan",
] as const;

/** A client (RFC 7591 §2 and Hydra's own members); the secret only right after it was made. */
export const oauth2ClientSchema = z
  .looseObject({
    client_id: z.string(),
    client_name: z.string().optional(),
    client_secret: z.string().optional(),
    redirect_uris: texts,
    grant_types: texts,
    response_types: texts,
    scope: z.string().optional(),
    audience: texts,
    owner: z.string().optional(),
    policy_uri: z.string().optional(),
    allowed_cors_origins: texts,
    tos_uri: z.string().optional(),
    client_uri: z.string().optional(),
    logo_uri: z.string().optional(),
    contacts: texts,
    client_secret_expires_at: z.int().optional(),
    subject_type: z.string().optional(),
    sector_identifier_uri: z.string().optional(),
    jwks_uri: z.string().optional(),
    jwks: z
      .looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).optional() })
      .optional(),
    token_endpoint_auth_method: z.string().optional(),
    token_endpoint_auth_signing_alg: z.string().optional(),
    request_uris: texts,
    request_object_signing_alg: z.string().optional(),
    userinfo_signed_response_alg: z.string().optional(),
    id_token_signed_response_alg: z.string().optional(),
    id_token_encrypted_response_alg: z.string().optional(),
    id_token_encrypted_response_enc: z.string().optional(),
    userinfo_encrypted_response_alg: z.string().optional(),
    userinfo_encrypted_response_enc: z.string().optional(),
    introspection_signed_response_alg: z.string().optional(),
    introspection_encrypted_response_alg: z.string().optional(),
    introspection_encrypted_response_enc: z.string().optional(),
    created_at: moment.optional(),
    updated_at: moment.optional(),
    frontchannel_logout_uri: z.string().optional(),
    frontchannel_logout_session_required: z.boolean().optional(),
    post_logout_redirect_uris: texts,
    backchannel_logout_uri: z.string().optional(),
    backchannel_logout_session_required: z.boolean().optional(),
    metadata: z.unknown().optional(),
    registration_access_token: z.string().optional(),
    registration_client_uri: z.string().optional(),
    access_token_strategy: z.string().optional(),
    skip_consent: z.boolean().nullish(),
    skip_logout_consent: z.boolean().nullish(),
    ...Object.fromEntries(CLIENT_LIFESPANS.map((name) => [name, lifespan])),
  })
  .meta({ id: "oAuth2Client" });
export type OAuth2Client = z.infer<typeof oauth2ClientSchema>;

export const oauth2ClientListSchema = z.array(oauth2ClientSchema).meta({ id: "oAuth2Clients" });

/** What creates or replaces a client: every member may be left to its default. */
export type OAuth2ClientBody = Partial<OAuth2Client>;

/** The answer of the introspection endpoint (RFC 7662 §2.2). */
export const introspectionSchema = z
  .looseObject({
    active: z.boolean(),
    scope: z.string().optional(),
    client_id: z.string().optional(),
    username: z.string().optional(),
    sub: z.string().optional(),
    obfuscated_subject: z.string().optional(),
    exp: z.int().optional(),
    iat: z.int().optional(),
    nbf: z.int().optional(),
    aud: z.union([z.string(), z.array(z.string())]).optional(),
    iss: z.string().optional(),
    jti: z.string().optional(),
    token_type: z.string().optional(),
    token_use: z.string().optional(),
    ext: z.record(z.string(), z.unknown()).nullish(),
  })
  .meta({ id: "introspectedOAuth2Token" });
export type Introspection = z.infer<typeof introspectionSchema>;

/** The answer of the token endpoint (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). */
export const tokenResponseSchema = z
  .looseObject({
    access_token: z.string(),
    token_type: z.string(),
    expires_in: z.int().optional(),
    refresh_token: z.string().optional(),
    id_token: z.string().optional(),
    scope: z.string().optional(),
  })
  .meta({ id: "oAuth2TokenExchange" });
export type TokenResponse = z.infer<typeof tokenResponseSchema>;

/** An error of an OAuth2 endpoint (RFC 6749 §5.2) with the request ID. */
export const oauth2ErrorSchema = z
  .looseObject({
    error: z.string(),
    error_description: z.string().optional(),
    error_hint: z.string().optional(),
    error_debug: z.string().optional(),
    status_code: z.int().optional(),
    request_id: z.string().optional(),
  })
  .meta({ id: "errorOAuth2" });
export type OAuth2ErrorBody = z.infer<typeof oauth2ErrorSchema>;
