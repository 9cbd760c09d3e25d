import { ENDPOINTS } from "@grantry/oauth2";
import type { PreparedDocument } from "../project/metadata-documents.js";
import type { OpenedProject } from "../project/opened-project.js";
import type { Endpoint } from "./endpoint.js";

/**
 * Discovery (RFC 8414 §3, OpenID Connect Discovery §4) and the JWK Set by path, as prepared bytes;
 * a reader that knows them is told so (RFC 9110 §15.4.5).
 */
export const METADATA_ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ["/.well-known/openid-configuration", documentOf(({ documents }) => documents.discovery)],
  ["/.well-known/oauth-authorization-server", documentOf(({ documents }) => documents.discovery)],
  [ENDPOINTS.jwks, documentOf(({ documents }) => documents.jwks)],
]);

function documentOf(pick: (project: OpenedProject) => PreparedDocument): Endpoint {
  return (project, { headers }) => {
    const document = pick(project);
    return headers["if-none-match"] === document.etag ? document.unchanged : document.full;
  };
}
