import { readAudience } from "../audience.js";
import { freshId, sealDeviceCode } from "../artefacts.js";
import { authenticateClient } from "../client-authentication/authenticate-client.js";
import type { ClientRequest } from "../client-authentication/authenticate-client.js";
import { after, ENDPOINTS, numericDate } from "../issuer.js";
import type { FormFields } from "../form.js";
import type { Issuer } from "../issuer.js";
import { readParameters } from "../parameters.js";
import { assertScope } from "../scope.js";
import { generateUserCode } from "./user-code.js";

/** RFC 8628 §3.4 */
export const DEVICE_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

const MOST_TRIES = 5;

export interface DeviceAuthorizationRequest extends ClientRequest {
  readonly body: FormFields;
}

/** RFC 8628 §3.2 */
export interface DeviceAuthorizationResponse {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
}

/**
 * The device authorization endpoint (RFC 8628 §3.1). Throws `invalid_client`, `unauthorized_client`,
 * `invalid_scope`, `invalid_target` as the token endpoint does.
 */
export async function authorizeDevice(
  issuer: Issuer,
  request: DeviceAuthorizationRequest,
): Promise<DeviceAuthorizationResponse> {
  const parameters = readParameters(request.body);
  const client = await authenticateClient(issuer, request, parameters);
  client.assertMayUse(DEVICE_GRANT_TYPE);
  const scope = parameters.words("scope");
  assertScope(client, scope, issuer.policy.scopeStrategy);
  const audience = readAudience(client, parameters);
  const now = issuer.clock();
  const lifetime = issuer.policy.lifetimes.deviceUserCode;
  const id = freshId();
  const userCode = await insertWithFreshCode(issuer, {
    id,
    clientId: client.id,
    scope,
    audience,
    requestedAt: now,
    expiresAt: after(now, lifetime),
    state: "waiting",
  });
  const verificationUri = `${issuer.url}${ENDPOINTS.deviceVerification}`;
  return {
    device_code: sealDeviceCode(issuer, {
      id,
      clientId: client.id,
      expiresAt: numericDate(now) + Math.floor(lifetime),
    }),
    user_code: userCode,
    verification_uri: verificationUri,
    verification_uri_complete: `${verificationUri}?user_code=${userCode}`,
    expires_in: Math.floor(lifetime),
    interval: issuer.policy.deviceAuthorization.pollingInterval,
  };
}

async function insertWithFreshCode(
  issuer: Issuer,
  authorization: Omit<Parameters<Issuer["stores"]["devices"]["insert"]>[0], "userCode">,
): Promise<string> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const userCode = generateUserCode(issuer.policy.deviceAuthorization.userCode);
    const written = await issuer.stores.devices.insert({ ...authorization, userCode });
    if (written === "inserted") return userCode;
  }
  throw new Error("no free user code was found");
}
