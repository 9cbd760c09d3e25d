import { REGISTRATION_ACCESS_TOKEN_PREFIX, generateCredential, grants } from "@grantry/contracts";
import { ENDPOINTS, createClient, describeClient } from "@grantry/oauth2";
import type { ShownOnce, WrittenClient } from "@grantry/oauth2";
import type { OpenedProject } from "../project/opened-project.js";
import { assertPermission } from "./admin-call.js";
import type { AdminCaller } from "./admin-credentials.js";
import { objectOf } from "./json-body.js";

/** A client that was made: where it is, and the document that shows its secrets this once. */
export interface MadeClient {
  readonly location: string;
  readonly document: Record<string, unknown>;
}

/** Makes a client of a document that an admin sent (Hydra's admin API, RFC 7591 §2). */
export async function makeClient(
  { issuer }: OpenedProject,
  caller: AdminCaller | undefined,
  body: unknown,
): Promise<MadeClient> {
  const document = objectOf(body);
  assertMayHaveSecret(caller, document);
  // As in Hydra, whoever creates a client may let it manage itself (RFC 7592).
  const token = mayKnowSecrets(caller)
    ? generateCredential(REGISTRATION_ACCESS_TOKEN_PREFIX)
    : undefined;
  const written = await createClient(
    issuer,
    document,
    token === undefined ? {} : { registrationToken: token },
  );
  const id = encodeURIComponent(written.record.clientId);
  const location = `${issuer.url}/admin/clients/${id}`;
  if (token === undefined) return { location, document: describeWritten(written) };
  const shown = {
    registrationAccessToken: token,
    registrationClientUri: `${issuer.url}${ENDPOINTS.registration}/${id}`,
  };
  return { location, document: describeWritten(written, shown) };
}

/** A client after a write, with the secret that this write made. */
export function describeWritten(
  { record, secret }: WrittenClient,
  shown: ShownOnce = {},
): Record<string, unknown> {
  return describeClient(record, secret === undefined ? shown : { ...shown, clientSecret: secret });
}

/** A client that gets a secret shows it to the caller, which takes a permission of its own. */
function assertMayHaveSecret(
  caller: AdminCaller | undefined,
  document: Record<string, unknown>,
): void {
  const method = document["token_endpoint_auth_method"];
  const hasSecret = method !== "none" && method !== "private_key_jwt";
  if (hasSecret) assertPermission(caller, "clients:secrets");
}

/** A registration access token leads to a secret: whoever may not see one gets no such token. */
function mayKnowSecrets(caller: AdminCaller | undefined): boolean {
  return caller !== undefined && grants(caller.permissions, "clients:secrets");
}
