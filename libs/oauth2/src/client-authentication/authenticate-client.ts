import type { Client } from "../client.js";
import { InvalidClient, InvalidRequest } from "../errors.js";
import type { Issuer } from "../issuer.js";
import type { Parameters } from "../parameters.js";
import { readBasicCredentials } from "./client-secret-basic.js";
import { matchesClientSecret } from "../client-secret.js";

/** Client authentication methods that work (RFC 7591 §2), as discovery lists them. */
export const CLIENT_AUTHENTICATION_METHODS = [
  "client_secret_basic",
  "client_secret_post",
  "none",
] as const;
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

/** What a request to a client-authenticated endpoint carries beside its parameters. */
export interface ClientRequest {
  readonly authorization: string | undefined;
}

interface Presented {
  readonly method: ClientAuthenticationMethod;
  readonly clientId: string;
  readonly secret: string | undefined;
}

/**
 * Identifies and authenticates the client of a request (RFC 6749 §2.3). Throws `invalid_request`
 * when more than one method is used, `invalid_client` (401, with a Basic challenge when the header
 * was used) for an unknown client, a method other than the registered one and a wrong secret.
 */
export async function authenticateClient(
  issuer: Issuer,
  request: ClientRequest,
  parameters: Parameters,
): Promise<Client> {
  const presented = readPresented(request, parameters);
  const challenge = presented.method === "client_secret_basic";
  const client = await issuer.client(presented.clientId);
  if (client === undefined) {
    throw new InvalidClient(
      "Client authentication failed: the client is unknown or its credentials are wrong.",
      { challenge },
    );
  }
  if (client.authenticationMethod !== presented.method) {
    throw new InvalidClient(
      `Client authentication failed: the client is registered for token_endpoint_auth_method '${client.authenticationMethod}', but the request used '${presented.method}'.`,
      { challenge },
    );
  }
  if (
    presented.secret !== undefined &&
    !(await matchesClientSecret(issuer, client, presented.secret))
  ) {
    throw new InvalidClient(
      "Client authentication failed: the client is unknown or its credentials are wrong.",
      { challenge },
    );
  }
  return client;
}

function readPresented(request: ClientRequest, parameters: Parameters): Presented {
  const clientId = parameters.optional("client_id");
  const secret = parameters.optional("client_secret");
  if (request.authorization !== undefined) {
    const basic = readBasicCredentials(request.authorization);
    if (secret !== undefined || parameters.has("client_assertion")) {
      throw new InvalidRequest(
        "The client authenticated in more than one way. Use one method only.",
      );
    }
    if (clientId !== undefined && clientId !== basic.clientId) {
      throw new InvalidRequest("client_id differs from the client in the Authorization header.");
    }
    return { method: "client_secret_basic", ...basic };
  }
  if (parameters.has("client_assertion") || parameters.has("client_assertion_type")) {
    throw new InvalidClient(
      "Client assertions are not supported. Use client_secret_basic, client_secret_post or none.",
    );
  }
  if (clientId === undefined) {
    throw new InvalidClient(
      "Client authentication failed: send the Authorization header or the parameter client_id.",
      { challenge: true },
    );
  }
  return secret === undefined
    ? { method: "none", clientId, secret }
    : { method: "client_secret_post", clientId, secret };
}
