import {
  deviceAuthorizationSchema,
  serverMetadataSchema,
  tokenResponseSchema,
  type DeviceAuthorization,
  type ServerMetadata,
  type TokenResponse,
} from "@grantry/contracts";
import { ApiError } from "./api-error.js";
import { ask, send, type Call, type Connection } from "./connection.js";

/** A client as it makes itself known at the token endpoint; without a secret it is public. */
export interface ClientCredentials {
  clientId: string;
  clientSecret?: string | undefined;
}

/** How requests to an authorization server are sent. */
export type Transport = Pick<Connection, "fetch" | "timeoutMilliseconds">;

/**
 * The metadata of an issuer (OpenID Connect Discovery §4).
 * @throws ApiError `issuer_mismatch` when the document names another issuer (§4.3)
 */
export async function discover(issuer: string, transport: Transport = {}): Promise<ServerMetadata> {
  const call: Call = { path: "/.well-known/openid-configuration" };
  const metadata = await ask({ ...transport, baseUrl: issuer }, call, serverMetadataSchema);
  if (metadata.issuer === issuer) return metadata;
  throw new ApiError({
    status: 200,
    code: "issuer_mismatch",
    reason: `${issuer} says its issuer is ${metadata.issuer}. Check the address.`,
  });
}

/**
 * Asks the token endpoint (RFC 6749 §3.2).
 * @param parameters `grant_type` and what belongs to it
 * @throws ApiError with the registered error code
 */
export async function requestToken(
  tokenEndpoint: string,
  client: ClientCredentials,
  parameters: Record<string, string | undefined>,
  transport: Transport = {},
): Promise<TokenResponse> {
  const endpoint = { ...transport, baseUrl: tokenEndpoint };
  return authenticated(client, (headers, fields) => {
    const call: Call = { method: "POST", path: "", headers, form: { ...parameters, ...fields } };
    return ask(endpoint, call, tokenResponseSchema);
  });
}

/**
 * Begins a sign-in on another device (RFC 8628 §3.1).
 * @param parameters `scope` and what else the request names
 * @throws ApiError with the registered error code
 */
export async function requestDeviceAuthorization(
  deviceAuthorizationEndpoint: string,
  client: ClientCredentials,
  parameters: Record<string, string | undefined>,
  transport: Transport = {},
): Promise<DeviceAuthorization> {
  const endpoint = { ...transport, baseUrl: deviceAuthorizationEndpoint };
  return authenticated(client, (headers, fields) => {
    const form = { client_id: client.clientId, ...parameters, ...fields };
    return ask(endpoint, { method: "POST", path: "", headers, form }, deviceAuthorizationSchema);
  });
}

/**
 * Asks for the tokens of a device code until somebody has answered (RFC 8628 §3.4, §3.5).
 * `slow_down` makes every later wait five seconds longer; a lost connection is tried again.
 * @param wait resolves after that many milliseconds
 * @throws ApiError `access_denied`, `expired_token` or what else the endpoint refuses with
 */
export async function pollForTokens(
  tokenEndpoint: string,
  client: ClientCredentials,
  authorization: DeviceAuthorization,
  wait: (milliseconds: number) => Promise<void>,
  transport: Transport = {},
): Promise<TokenResponse> {
  let interval = authorization.interval ?? 5;
  let waited = 0;
  const parameters = { grant_type: DEVICE_CODE, device_code: authorization.device_code };
  for (;;) {
    await wait(interval * 1000);
    waited += interval;
    try {
      return await requestToken(tokenEndpoint, client, parameters, transport);
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal;
      if (refusal.code === "slow_down") interval += 5;
      else if (!KEEP_WAITING.has(refusal.code) || waited > authorization.expires_in) throw refusal;
    }
  }
}

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
const KEEP_WAITING: ReadonlySet<string> = new Set([
  "authorization_pending",
  "timed_out",
  "unreachable",
]);

/** Revokes a token (RFC 7009 §2.1); an unknown one counts as revoked. */
export async function revokeToken(
  revocationEndpoint: string,
  client: ClientCredentials,
  token: string,
  transport: Transport = {},
): Promise<void> {
  const endpoint = { ...transport, baseUrl: revocationEndpoint };
  await authenticated(client, (headers, fields) =>
    send(endpoint, { method: "POST", path: "", headers, form: { token, ...fields } }),
  );
}

type Attempt<T> = (headers: Record<string, string>, fields: Record<string, string>) => Promise<T>;

/**
 * Authenticates by `client_secret_basic`, and by `client_secret_post` when that is refused: a
 * caller need not know which of the two the client is registered for (RFC 6749 §2.3.1).
 */
async function authenticated<T>(client: ClientCredentials, attempt: Attempt<T>): Promise<T> {
  const { clientId, clientSecret } = client;
  if (clientSecret === undefined) return attempt({}, { client_id: clientId });
  try {
    return await attempt({ authorization: basic(clientId, clientSecret) }, {});
  } catch (refusal) {
    if (!(refusal instanceof ApiError) || refusal.code !== "invalid_client") throw refusal;
    return attempt({}, { client_id: clientId, client_secret: clientSecret }).catch(
      (second: unknown) => {
        // The refusal of the method that the client is registered for says what is wrong.
        throw isAboutMethod(second) ? refusal : second;
      },
    );
  }
}

function isAboutMethod(refusal: unknown): boolean {
  return refusal instanceof ApiError && refusal.reason.includes("token_endpoint_auth_method");
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  return `Basic ${btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`)}`;
}

function formEncoded(value: string): string {
  return new URLSearchParams({ value }).toString().slice("value=".length);
}
