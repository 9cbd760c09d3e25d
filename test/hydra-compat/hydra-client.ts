import http from "node:http";
import type { LookupFunction } from "node:net";
import * as full from "@ory/client";
import * as hydra from "@ory/hydra-client";
import type { Tenant } from "../oauth2/tenant.js";

/** Any name is this machine. */
const lookup: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};

/** The APIs of one of Ory's packages. */
export interface OrySdk {
  readonly oauth2: hydra.OAuth2Api;
  readonly oidc: hydra.OidcApi;
  readonly jwk: hydra.JwkApi;
  readonly wellKnown: hydra.WellknownApi;
  readonly metadata: hydra.MetadataApi;
}

/** The packages whose calls are the same, each with how it is given a project's token. */
export const PACKAGES = ["@ory/client", "@ory/hydra-client"] as const;

/** Opens a package on a project: its address and a personal access token. */
export function orySdk(name: (typeof PACKAGES)[number], tenant: Tenant): OrySdk {
  const httpAgent = new http.Agent({ keepAlive: true, timeout: 4_000, lookup });
  const { token } = tenant.grantry;
  if (name === "@ory/client") {
    const baseOptions = { httpAgent, timeout: 10_000 };
    const options = { basePath: tenant.issuer, accessToken: token, baseOptions };
    const configuration = new full.Configuration(options);
    return {
      oauth2: new full.OAuth2Api(configuration) as unknown as hydra.OAuth2Api,
      oidc: new full.OidcApi(configuration) as unknown as hydra.OidcApi,
      jwk: new full.JwkApi(configuration) as unknown as hydra.JwkApi,
      wellKnown: new full.WellknownApi(configuration) as unknown as hydra.WellknownApi,
      metadata: new full.MetadataApi(configuration) as unknown as hydra.MetadataApi,
    };
  }
  // Hydra itself leaves its admin port open: its own SDK sends what it is told to send.
  const headers = { authorization: `Bearer ${token}` };
  const baseOptions = { httpAgent, timeout: 10_000, headers };
  const configuration = new hydra.Configuration({ basePath: tenant.issuer, baseOptions });
  return {
    oauth2: new hydra.OAuth2Api(configuration),
    oidc: new hydra.OidcApi(configuration),
    jwk: new hydra.JwkApi(configuration),
    wellKnown: new hydra.WellknownApi(configuration),
    metadata: new hydra.MetadataApi(configuration),
  };
}

/** The headers by which a client that registered itself manages itself (RFC 7592 §2). */
export function bearer(token: string | undefined): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token}` } };
}
