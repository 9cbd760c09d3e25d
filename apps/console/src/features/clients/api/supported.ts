import { useQuery } from "@tanstack/react-query";
import { discoveryQuery } from "../../../lib/discovery.js";

/** What every project serves; the metadata of the issuer says more where this page can read it. */
const EVERYWHERE = {
  grantTypes: ["authorization_code", "refresh_token", "client_credentials"],
  authenticationMethods: ["client_secret_basic", "client_secret_post", "none"],
};

/** Methods that need keys of the client, which the form cannot take yet. */
const WITH_KEYS = ["private_key_jwt", "client_secret_jwt", "tls_client_auth"];

export interface Supported {
  grantTypes: readonly string[];
  authenticationMethods: readonly string[];
}

/** The grant types and authentication methods that a project serves. */
export function useSupported(project: { id: string; slug: string }): Supported {
  const metadata = useQuery(discoveryQuery(project)).data?.data;
  const methods = metadata?.token_endpoint_auth_methods_supported;
  return {
    grantTypes: metadata?.grant_types_supported ?? EVERYWHERE.grantTypes,
    authenticationMethods:
      methods?.filter((method) => !WITH_KEYS.includes(method)) ?? EVERYWHERE.authenticationMethods,
  };
}
