import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { AdapterClass } from "./postgres-adapter.js";

/** A client that the peer is started with. */
export interface PeerClient {
  readonly client_id: string;
  readonly client_secret: string;
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly redirect_uris: readonly string[];
  readonly id_token_signed_response_alg: string;
  readonly scope: string;
}

export interface PeerSettings {
  readonly port: number;
  readonly databaseUrl: string;
  readonly clients: readonly PeerClient[];
  /** Clients whose access tokens are JWTs, with the algorithm. */
  readonly jwtClients: Readonly<Record<string, string>>;
  readonly initialAccessToken: string;
}

const hour = 3600;
const day = 24 * hour;

/**
 * The provider as somebody who knows it would run it here: rotation on, clients of the bench in
 * memory (nothing is read for them), sessions and tokens not tied to each other, no development
 * pages. Lifetimes are those of Grantry.
 */
export function configuration(settings: PeerSettings, adapter: AdapterClass): object {
  return {
    adapter,
    clients: settings.clients,
    jwks: { keys: [privateJwk("RS256"), privateJwk("ES256")] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    scopes: ["openid", "offline_access", "api:read"],
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256"] },
    interactions: {
      url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}`,
    },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
    rotateRefreshToken: true,
    issueRefreshToken: (_context: unknown, client: GrantTypeHolder) =>
      client.grantTypeAllowed("refresh_token"),
    expiresWithSession: () => false,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      registration: {
        enabled: true,
        initialAccessToken: settings.initialAccessToken,
        issueRegistrationAccessToken: false,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context: unknown, client: { readonly clientId: string }) =>
          settings.jwtClients[client.clientId] === undefined
            ? undefined
            : resource(client.clientId),
        getResourceServerInfo: (
          _context: unknown,
          audience: string,
          client: { readonly clientId: string },
        ) => ({
          scope: "api:read",
          audience,
          accessTokenTTL: hour,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: settings.jwtClients[client.clientId] } },
        }),
      },
    },
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 600,
      ClientCredentials: hour,
      Grant: 30 * day,
      IdToken: hour,
      Interaction: 1800,
      RefreshToken: 30 * day,
      Session: 30 * day,
    },
  };
}

interface GrantTypeHolder {
  readonly grantTypeAllowed: (grantType: string) => boolean;
}

function resource(clientId: string): string {
  return `urn:bench:${clientId}`;
}

function privateJwk(algorithm: "RS256" | "ES256"): object {
  const { privateKey } =
    algorithm === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = algorithm.toLowerCase();
  return { ...privateKey.export({ format: "jwk" }), alg: algorithm, use: "sig", kid };
}
