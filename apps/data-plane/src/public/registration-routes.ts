import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { REGISTRATION_ACCESS_TOKEN_PREFIX, generateCredential } from "@grantry/contracts";
import {
  ENDPOINTS,
  describeClient,
  registerClient,
  registeredClient,
  removeRegisteredClient,
  updateRegisteredClient,
} from "@grantry/oauth2";
import type { ClientRecord, RegisteredClient, ShownOnce } from "@grantry/oauth2";
import type { AdminCaller, AdminCredentials } from "../admin/admin-credentials.js";
import { assertPermission } from "../admin/admin-call.js";
import type { ClientAddress } from "../client-address.js";
import type { OpenedProject } from "../project/opened-project.js";
import { projectOf } from "../project/project-of-request.js";
import { refuseOtherMethods } from "./method-not-allowed.js";
import { ownWrite } from "./registration-event.js";

export interface RegistrationRoutesOptions {
  readonly credentials: AdminCredentials;
  readonly clientAddress: ClientAddress;
}

/** Dynamic client registration (RFC 7591 §3) and its management (RFC 7592 §2). */
export function registrationRoutes(app: FastifyInstance, options: RegistrationRoutesOptions): void {
  const { clientAddress } = options;
  app.post(ENDPOINTS.registration, async (request, reply) => {
    const project = projectOf(request);
    const invitedBy = await checkInitialAccessToken(request, project, options);
    const document = documentOf(request);
    const told = project.telling(
      ownWrite(request, clientAddress, {
        action: "clients.register",
        label: nameIn(document),
        status: 201,
        ...(invitedBy && { beside: { initial_access_token: invitedBy.actor } }),
      }),
    );
    const registered = await registerClient(told.issuer, document, newToken());
    return uncached(reply).status(201).send(describeNew(project, registered));
  });
  app.get(`${ENDPOINTS.registration}/:id`, async (request, reply) => {
    const project = projectOf(request);
    const token = bearerOf(request);
    const record = await registeredClient(project.issuer, idOf(request), token);
    const shown = token === undefined ? {} : { registrationAccessToken: token };
    const { metadata: _own, ...document } = describe(project, record, shown);
    return uncached(reply).send(document);
  });
  app.put(`${ENDPOINTS.registration}/:id`, async (request, reply) => {
    const project = projectOf(request);
    const [id, token] = [idOf(request), bearerOf(request)];
    // Who does not hold the token changes nothing and is nobody to tell of.
    const { metadata } = await registeredClient(project.issuer, id, token);
    const told = project.telling(
      ownWrite(request, clientAddress, {
        action: "clients.update",
        clientId: id,
        label: metadata.client_name,
        status: 200,
      }),
    );
    const document = documentOf(request);
    const updated = await updateRegisteredClient(told.issuer, id, token, document, newToken());
    return uncached(reply).send(describeNew(project, updated));
  });
  app.delete(`${ENDPOINTS.registration}/:id`, async (request, reply) => {
    const project = projectOf(request);
    const [id, token] = [idOf(request), bearerOf(request)];
    const { metadata } = await registeredClient(project.issuer, id, token);
    const told = project.telling(
      ownWrite(request, clientAddress, {
        action: "clients.delete",
        clientId: id,
        label: metadata.client_name,
        status: 204,
      }),
    );
    await removeRegisteredClient(told.issuer, id, token);
    return uncached(reply).status(204).send();
  });
  refuseOtherMethods(app, ENDPOINTS.registration, ["POST"]);
  refuseOtherMethods(app, `${ENDPOINTS.registration}/:id`, ["GET", "PUT", "DELETE"]);
}

/**
 * RFC 7591 §3: where it is asked for, a personal access token with `clients:write` is the initial one.
 * @returns its holder
 */
async function checkInitialAccessToken(
  request: FastifyRequest,
  project: OpenedProject,
  { credentials, clientAddress }: RegistrationRoutesOptions,
): Promise<AdminCaller | undefined> {
  if (project.issuer.policy.dynamicRegistration !== "protected") return undefined;
  const caller = await credentials.authenticate(request, project, clientAddress.of(request));
  assertPermission(caller, "clients:write");
  return caller;
}

function nameIn(document: unknown): string {
  const isObject = typeof document === "object" && document !== null;
  const name = isObject && "client_name" in document ? document.client_name : "";
  return typeof name === "string" ? name : "";
}

function describeNew(project: OpenedProject, registered: RegisteredClient) {
  const { record, secret, registrationToken } = registered;
  return describe(project, record, {
    ...(secret === undefined ? {} : { clientSecret: secret }),
    registrationAccessToken: registrationToken,
  });
}

/** A client information response (RFC 7592 §3), which names its own address and token. */
function describe(
  project: OpenedProject,
  record: ClientRecord,
  shown: ShownOnce,
): Record<string, unknown> {
  const id = encodeURIComponent(record.clientId);
  const registrationClientUri = `${project.issuer.url}${ENDPOINTS.registration}/${id}`;
  const document = describeClient(record, { ...shown, registrationClientUri });
  return { ...stated(document), ...defaultsOf(record) };
}

/** RFC 7591 §3.2.1: what holds by default is said, not left to be guessed. */
function defaultsOf({ metadata }: ClientRecord): Record<string, unknown> {
  return {
    grant_types: metadata.grant_types ?? ["authorization_code"],
    response_types: metadata.response_types ?? ["code"],
  };
}

/**
 * RFC 7591 §2: a member that holds nothing is left out. Hydra says `""` and `null`, which clients
 * refuse that expect a URI or a list, as the MCP SDK does.
 */
function stated(document: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(document);
  return Object.fromEntries(entries.filter(([, value]) => value !== "" && value !== null));
}

/** RFC 7591 §3.1: the client as JSON; the core says what it must be. */
function documentOf({ body }: FastifyRequest): unknown {
  return body instanceof URLSearchParams ? undefined : body;
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
}

function newToken(): string {
  return generateCredential(REGISTRATION_ACCESS_TOKEN_PREFIX);
}

function uncached(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-store").header("pragma", "no-cache");
}
