import type { ClientRecord } from "../client.js";
import { CLIENT_LIFESPANS } from "../client-metadata.js";
import { digestClientSecret, generateClientSecret, sealAssertionSecret } from "../client-secret.js";
import { isDuration } from "../duration.js";
import { InvalidClientMetadata, InvalidRequest } from "../errors.js";
import type { Issuer } from "../issuer.js";
import { Fields } from "./fields.js";
import { findClient, storeClient } from "./register-client.js";
import type { WrittenClient } from "./register-client.js";

const MOST_ROTATED = 5;

/**
 * Gives a client a new secret; up to five older ones go on working. Throws 404 for an unknown client
 * and `invalid_request` for one without a secret.
 */
export async function rotateClientSecret(issuer: Issuer, clientId: string): Promise<WrittenClient> {
  const stored = await findClient(issuer, clientId);
  const method = stored.metadata.token_endpoint_auth_method;
  if (method === "none" || method === "private_key_jwt") {
    throw new InvalidRequest(`A client with token_endpoint_auth_method '${method}' has no secret.`);
  }
  const secret = generateClientSecret();
  const fresh =
    method === "client_secret_jwt"
      ? sealAssertionSecret(issuer, secret)
      : await digestClientSecret(issuer, secret, "generated");
  const secrets = [fresh, ...stored.secrets].slice(0, MOST_ROTATED + 1);
  return { record: await change(issuer, { ...stored, secrets }), secret };
}

/** Ends every secret but the current one. Throws 404 for an unknown client. */
export async function forgetRotatedSecrets(
  issuer: Issuer,
  clientId: string,
): Promise<ClientRecord> {
  const stored = await findClient(issuer, clientId);
  return change(issuer, { ...stored, secrets: stored.secrets.slice(0, 1) });
}

/**
 * Replaces all thirteen lifespans of a client; a missing one becomes the project's. Throws 404 for
 * an unknown client and `invalid_client_metadata` for what is no duration.
 */
export async function setClientLifespans(
  issuer: Issuer,
  clientId: string,
  document: unknown,
): Promise<ClientRecord> {
  const fields = new Fields(document);
  const stored = await findClient(issuer, clientId);
  const lifespans = Object.fromEntries(
    CLIENT_LIFESPANS.map((name) => {
      const value = fields.text(name) || null;
      if (value !== null && !isDuration(value)) {
        throw new InvalidClientMetadata(`Field ${name} must be a duration such as 1h30m0s.`);
      }
      return [name, value];
    }),
  );
  return change(issuer, { ...stored, metadata: { ...stored.metadata, ...lifespans } });
}

/** Ends every token a client was issued before now, its consents staying. */
export async function revokeTokensOfClient(issuer: Issuer, clientId: string): Promise<void> {
  const stored = await findClient(issuer, clientId);
  await change(issuer, { ...stored, notBefore: issuer.clock() });
}

async function change(issuer: Issuer, changed: ClientRecord): Promise<ClientRecord> {
  const record = { ...changed, updatedAt: issuer.clock() };
  await storeClient(issuer, record);
  return record;
}
