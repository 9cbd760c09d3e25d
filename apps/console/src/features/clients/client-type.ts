import type { OAuth2Client } from "@grantry/contracts";

export const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

export const clientTypes = [
  "web",
  "browser",
  "native",
  "device",
  "service",
  "agent",
  "other",
] as const;
export type ClientType = (typeof clientTypes)[number];

export type Party = "ours" | "anothers";

/** What a type of client starts with (console, section 6.6). */
export interface TypeDefaults {
  grantTypes: readonly string[];
  authenticationMethod: string;
  /** Whether a browser comes back to it. */
  redirects: "required" | "optional" | "none";
  scopes: readonly string[];
  audience: "required" | "optional";
  /** When users are asked although the client is ours. */
  consent: "by party" | "always" | "no user";
}

const CODE = ["authorization_code", "refresh_token"] as const;
const USER_SCOPES = ["openid", "offline_access"] as const;

export const typeDefaults: Record<ClientType, TypeDefaults> = {
  web: {
    grantTypes: CODE,
    authenticationMethod: "client_secret_basic",
    redirects: "required",
    scopes: USER_SCOPES,
    audience: "optional",
    consent: "by party",
  },
  browser: {
    grantTypes: CODE,
    authenticationMethod: "none",
    redirects: "required",
    scopes: USER_SCOPES,
    audience: "optional",
    consent: "by party",
  },
  native: {
    grantTypes: CODE,
    authenticationMethod: "none",
    redirects: "required",
    scopes: USER_SCOPES,
    audience: "optional",
    consent: "always",
  },
  device: {
    grantTypes: [DEVICE_CODE, "refresh_token"],
    authenticationMethod: "none",
    redirects: "none",
    scopes: USER_SCOPES,
    audience: "optional",
    consent: "always",
  },
  service: {
    grantTypes: ["client_credentials"],
    authenticationMethod: "client_secret_basic",
    redirects: "none",
    scopes: [],
    audience: "optional",
    consent: "no user",
  },
  agent: {
    grantTypes: CODE,
    authenticationMethod: "none",
    redirects: "required",
    scopes: USER_SCOPES,
    audience: "required",
    consent: "always",
  },
  other: {
    grantTypes: ["authorization_code"],
    authenticationMethod: "client_secret_basic",
    redirects: "optional",
    scopes: USER_SCOPES,
    audience: "optional",
    consent: "by party",
  },
};

/** The types that a project can serve: those whose grant types its metadata names. */
export function offeredTypes(supported: readonly string[]): ClientType[] {
  return clientTypes.filter((type) =>
    typeDefaults[type].grantTypes.every((grantType) => supported.includes(grantType)),
  );
}

function isPrivateUseOrLoopback(uri: string): boolean {
  if (!/^https?:/i.test(uri)) return true;
  return /^http:\/\/(127\.\d+\.\d+\.\d+|\[::1\]|localhost)([:/]|$)/i.test(uri);
}

/** Tells what a client is from its grant types and how it authenticates. */
export function typeOf(client: OAuth2Client): ClientType {
  const grantTypes = client.grant_types ?? ["authorization_code"];
  const isPublic = client.token_endpoint_auth_method === "none";
  if (grantTypes.includes(DEVICE_CODE)) return "device";
  if (grantTypes.includes("authorization_code")) {
    if (!isPublic) return "web";
    const redirects = client.redirect_uris ?? [];
    return redirects.length > 0 && redirects.every(isPrivateUseOrLoopback) ? "native" : "browser";
  }
  return grantTypes.includes("client_credentials") && !isPublic ? "service" : "other";
}
