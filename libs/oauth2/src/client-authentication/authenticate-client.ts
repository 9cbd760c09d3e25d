import type { Client } from "../client.js";
import { InvalidClient, InvalidRequest } from "../errors.js";
import type { Issuer } from "../issuer.js";
import type { Parameters } from "../parameters.js";
import { readBasicCredentials } from "./client-secret-basic.js";
import { matchesClientSecret } from "../client-secret.js";
import {
  CLIENT_ASSERTION_TYPE,
  subjectOfAssertion,
  verifyClientAssertion,
} from "./client-assertion.js";

/** Client authentication methods that work (RFC 7591 §2), as discovery lists them. */
export const CLIENT_AUTHENTICATION_METHODS = [
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
  "none",
] as const;
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

/** What a request to a client-authenticated endpoint carries beside its parameters. */
export interface ClientRequest {
  readonly authorization: string | undefined;
}

interface Presented {
  readonly methods: readonly ClientAuthenticationMethod[];
  readonly clientId: string;
  readonly secret?: string;
  readonly assertion?: string;
}

/**
 * Identifies and authenticates the client of a request (RFC 6749 §2.3). Throws `invalid_request`
 * when more than one method is used, `invalid_client` (401, with a Basic challenge when the header
 * was used) for an unknown client, a method other than the registered one and a wrong credential.
 */
export async function authenticateClient(
  issuer: Issuer,
  request: ClientRequest,
  parameters: Parameters,
): Promise<Client> {
  const presented = readPresented(request, parameters);
  const challenge = presented.methods.includes("client_secret_basic");
  const client = await issuer.client(presented.clientId);
  if (client === undefined) throw unknownOrWrong(challenge);
  if (!presented.methods.some((method) => method === client.authenticationMethod)) {
    throw new InvalidClient(
      `Client authentication failed: the client is registered for token_endpoint_auth_method '${client.authenticationMethod}', but the request used '${presented.methods.join("' or '")}'.`,
      { challenge },
    );
  }
  const { secret, assertion } = presented;
  if (secret !== undefined && !(await matchesClientSecret(issuer, client, secret))) {
    throw unknownOrWrong(challenge);
  }
  if (assertion !== undefined) await verifyClientAssertion(issuer, client, assertion);
  return client;
}

function unknownOrWrong(challenge: boolean): InvalidClient {
  return new InvalidClient(
    "Client authentication failed: the client is unknown or its credentials are wrong.",
    { challenge },
  );
}

function readPresented(request: ClientRequest, parameters: Parameters): Presented {
  const clientId = parameters.optional("client_id");
  const secret = parameters.optional("client_secret");
  const usesAssertion =
    parameters.has("client_assertion") || parameters.has("client_assertion_type");
  const usesHeader = request.authorization !== undefined;
  if (Number(usesHeader) + Number(secret !== undefined) + Number(usesAssertion) > 1) {
    throw new InvalidRequest("The client authenticated in more than one way. Use one method only.");
  }
  if (request.authorization !== undefined) {
    const basic = readBasicCredentials(request.authorization);
    if (clientId !== undefined && clientId !== basic.clientId) {
      throw new InvalidRequest("client_id differs from the client in the Authorization header.");
    }
    return { methods: ["client_secret_basic"], ...basic };
  }
  if (usesAssertion) return readAssertion(parameters, clientId);
  if (clientId === undefined) {
    throw new InvalidClient(
      "Client authentication failed: send the Authorization header or the parameter client_id.",
      { challenge: true },
    );
  }
  return secret === undefined
    ? { methods: ["none"], clientId }
    : { methods: ["client_secret_post"], clientId, secret };
}

/** RFC 7521 §4.2, RFC 7523 §2.2 */
function readAssertion(parameters: Parameters, clientId: string | undefined): Presented {
  const assertion = parameters.required("client_assertion");
  if (parameters.required("client_assertion_type") !== CLIENT_ASSERTION_TYPE) {
    throw new InvalidRequest(`The client_assertion_type must be ${CLIENT_ASSERTION_TYPE}.`);
  }
  const subject = subjectOfAssertion(assertion);
  if (clientId !== undefined && clientId !== subject) {
    throw new InvalidRequest("client_id differs from the subject of the client_assertion.");
  }
  return { methods: ["private_key_jwt", "client_secret_jwt"], clientId: subject, assertion };
}
