import { hash } from "@node-rs/argon2";
import type { ClientMetadata, ClientRecord } from "@grantry/oauth2";
import type { Envelope } from "@grantry/persistence";
import type { Addresses } from "@grantry/platform";

/** The built-in project through which members sign in to the console and the CLI. */
export const CONSOLE_PROJECT_ID = "00000000-0000-4000-8000-000000000001";
export const CONSOLE_CLIENT_ID = "grantry-console";
export const CLI_CLIENT_IDS: readonly string[] = ["grantry-cli", "ory-cli"];

const CLI_SCOPE = "offline_access offline openid email profile";

/** The secret of the console's client: derived, so that every process of the control plane has it. */
export function consoleClientSecret(envelope: Envelope): string {
  return envelope.derive("console-client-secret").toString("base64url");
}

/** The console project's own clients. */
export async function consoleClients(
  addresses: Addresses,
  envelope: Envelope,
): Promise<ClientRecord[]> {
  const now = new Date();
  const times = { createdAt: now, updatedAt: now, revision: 1 };
  // The salt is derived too: the same secret gives the same digest at each start.
  const digest = await hash(consoleClientSecret(envelope), {
    memoryCost: 19_456,
    timeCost: 2,
    parallelism: 1,
    salt: envelope.derive("console-client-secret-salt", 16),
  });
  const cliClients = CLI_CLIENT_IDS.map((clientId) => ({
    clientId,
    metadata: {
      ...emptyMetadata(),
      client_name: clientId === "ory-cli" ? "Ory CLI" : "Grantry CLI",
      redirect_uris: ["http://127.0.0.1/callback"],
      grant_types: ["authorization_code", "refresh_token"],
      scope: CLI_SCOPE,
      token_endpoint_auth_method: "none",
      skip_consent: clientId === "grantry-cli",
    },
    secrets: [],
    ...times,
  }));
  return [
    {
      clientId: CONSOLE_CLIENT_ID,
      metadata: {
        ...emptyMetadata(),
        client_name: "Grantry console",
        redirect_uris: [`${addresses.console}/callback`],
        post_logout_redirect_uris: [`${addresses.console}/signed-out`],
        grant_types: ["authorization_code"],
        scope: "openid email profile",
        token_endpoint_auth_method: "client_secret_basic",
        skip_consent: true,
        skip_logout_consent: true,
      },
      secrets: [{ kind: "argon2id", digest, createdAt: now }],
      ...times,
    },
    ...cliClients,
  ];
}

function emptyMetadata(): ClientMetadata {
  return {
    client_name: "",
    redirect_uris: [],
    grant_types: [],
    response_types: ["code"],
    scope: "",
    audience: [],
    owner: "",
    policy_uri: "",
    allowed_cors_origins: [],
    tos_uri: "",
    client_uri: "",
    logo_uri: "",
    contacts: null,
    subject_type: "public",
    token_endpoint_auth_method: "",
    userinfo_signed_response_alg: "none",
    metadata: {},
    skip_consent: false,
    skip_logout_consent: null,
    authorization_code_grant_access_token_lifespan: null,
    authorization_code_grant_id_token_lifespan: null,
    authorization_code_grant_refresh_token_lifespan: null,
    client_credentials_grant_access_token_lifespan: null,
    implicit_grant_access_token_lifespan: null,
    implicit_grant_id_token_lifespan: null,
    jwt_bearer_grant_access_token_lifespan: null,
    refresh_token_grant_access_token_lifespan: null,
    refresh_token_grant_id_token_lifespan: null,
    refresh_token_grant_refresh_token_lifespan: null,
    device_authorization_grant_access_token_lifespan: null,
    device_authorization_grant_id_token_lifespan: null,
    device_authorization_grant_refresh_token_lifespan: null,
  };
}
