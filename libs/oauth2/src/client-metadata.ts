/**
 * The client document of RFC 7591 §2 and OpenID Connect Registration §2 with Hydra's additions, as
 * stored and as sent: `snake_case`, without secrets and times.
 */
export interface ClientMetadata {
  client_name: string;
  redirect_uris: string[] | null;
  grant_types: string[] | null;
  response_types: string[] | null;
  scope: string;
  audience: string[];
  owner: string;
  policy_uri: string;
  allowed_cors_origins: string[];
  tos_uri: string;
  client_uri: string;
  logo_uri: string;
  contacts: string[] | null;
  subject_type: string;
  sector_identifier_uri?: string;
  jwks_uri?: string;
  jwks?: { keys?: unknown[] };
  token_endpoint_auth_method: string;
  token_endpoint_auth_signing_alg?: string;
  request_uris?: string[];
  request_object_signing_alg?: string;
  userinfo_signed_response_alg: string;
  id_token_signed_response_alg?: string;
  id_token_encrypted_response_alg?: string;
  id_token_encrypted_response_enc?: string;
  userinfo_encrypted_response_alg?: string;
  userinfo_encrypted_response_enc?: string;
  introspection_signed_response_alg?: string;
  introspection_encrypted_response_alg?: string;
  introspection_encrypted_response_enc?: string;
  frontchannel_logout_uri?: string;
  frontchannel_logout_session_required?: boolean;
  post_logout_redirect_uris?: string[];
  backchannel_logout_uri?: string;
  backchannel_logout_session_required?: boolean;
  metadata: unknown;
  access_token_strategy?: string;
  /** Who registered the client: kept beside the document, never on the wire; absent: the admin API. */
  origin?: "self_registered";
  skip_consent: boolean;
  skip_logout_consent: boolean | null;
  authorization_code_grant_access_token_lifespan: string | null;
  authorization_code_grant_id_token_lifespan: string | null;
  authorization_code_grant_refresh_token_lifespan: string | null;
  client_credentials_grant_access_token_lifespan: string | null;
  implicit_grant_access_token_lifespan: string | null;
  implicit_grant_id_token_lifespan: string | null;
  jwt_bearer_grant_access_token_lifespan: string | null;
  refresh_token_grant_access_token_lifespan: string | null;
  refresh_token_grant_id_token_lifespan: string | null;
  refresh_token_grant_refresh_token_lifespan: string | null;
  device_authorization_grant_access_token_lifespan: string | null;
  device_authorization_grant_id_token_lifespan: string | null;
  device_authorization_grant_refresh_token_lifespan: string | null;
}

/** The thirteen lifetimes a client may have of its own. */
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
] as const satisfies readonly (keyof ClientMetadata)[];

export type ClientLifespan = (typeof CLIENT_LIFESPANS)[number];
