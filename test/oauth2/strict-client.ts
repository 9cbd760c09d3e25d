import * as oauth from "oauth4webapi";
import { localFetch } from "../support/local-fetch.js";
import type { RelyingParty } from "./relying-party.js";

/** How oauth4webapi reaches an issuer under test: any host is this machine, without TLS. */
export const reach = {
  [oauth.customFetch]: localFetch as never,
  [oauth.allowInsecureRequests]: true,
};

/** A relying party played by oauth4webapi, which forgives nothing. */
export interface StrictClient {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
}

/** Discovers the issuer of a client (OpenID Connect Discovery §4) and takes on its part. */
export async function strictly(party: RelyingParty): Promise<StrictClient> {
  const issuer = new URL(party.tenant.issuer);
  const response = await oauth.discoveryRequest(issuer, reach);
  return {
    server: await oauth.processDiscoveryResponse(issuer, response),
    client: { client_id: party.id },
    authentication: party.isPublic ? oauth.None() : oauth.ClientSecretBasic(party.secret),
  };
}
