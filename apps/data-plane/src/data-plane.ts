import type { IncomingMessage, RequestListener } from "node:http";
import cookie from "@fastify/cookie";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { SignInThrottle } from "@grantry/identity";
import {
  GuardedFetch,
  Health,
  newRequestId,
  openRegistrationTicket,
  REQUEST_ID_HEADER,
  requestIdFrom,
} from "@grantry/platform";
import type { Logger } from "@grantry/platform";
import { Envelope, openPlane } from "@grantry/persistence";
import { DeviceGuesses } from "./account-experience/device-guesses.js";
import { accountExperience } from "./account-experience/plugin.js";
import { interactions } from "./project/interactions.js";
import { AdminCredentials } from "./admin/admin-credentials.js";
import { CLIENTS_PATH, createClientEndpoint } from "./admin/create-client-endpoint.js";
import { PermissionUses } from "./admin/permission-uses.js";
import { AppModule } from "./app.module.js";
import { Argon2 } from "./argon2.js";
import { ClientAddress } from "./client-address.js";
import type { DataPlaneConfig } from "./config.js";
import { cors } from "./edge/cors.js";
import { Metrics } from "./edge/metrics.js";
import { RateLimits, rateLimits } from "./edge/rate-limits.js";
import { securityHeaders, sendWithEvery } from "./edge/security-headers.js";
import { asOAuthError, sendError } from "./errors.js";
import { ExpressLane, type LaneRequest } from "./express-lane/express-lane.js";
import { LaneServer } from "./express-lane/lane-server.js";
import {
  clearSessionCookie,
  cookieScope,
  ownsFlow,
  readSessionCookie,
  setSessionCookie,
} from "./project/cookies.js";
import { DeliveryLog } from "./hooks/delivery-log.js";
import { HookCallers } from "./hooks/hook-caller.js";
import { ownRoutes } from "./own-routes.js";
import { outboundBy } from "./project/outbound.js";
import { openProjectOfRequest, projectOf, routeToProject } from "./project/project-of-request.js";
import { RequestLog } from "./request-log/request-log.js";
import { watchRequests } from "./request-log/watch-requests.js";
import { Projects } from "./project/projects.js";
import { authorizationRoutes } from "./public/authorization-routes.js";
import { readBodies } from "./public/bodies.js";
import { metadataRoutes } from "./public/metadata-routes.js";
import { registrationRoutes } from "./public/registration-routes.js";
import { tokenRoutes } from "./public/token-routes.js";
import { UsageBook } from "./usage/usage-book.js";

/** A data plane that answers; `stop` lets what is under way finish. */
export interface DataPlane {
  readonly app: NestFastifyApplication;
  readonly health: Health;
  stop(): Promise<void>;
}

/** Builds a data plane and listens. */
export async function startDataPlane(config: DataPlaneConfig, logger: Logger): Promise<DataPlane> {
  const envelope = new Envelope(config.secrets.masterKeys);
  const plane = openPlane({
    databaseUrl: config.secrets.databaseUrl,
    envelope,
    poolSize: config.poolSize,
  });
  const passwords = new Argon2();
  const clientAddress = new ClientAddress(config.trustedPeers);
  const fetch = new GuardedFetch(config.outboundAllow);
  const deliveryLog = new DeliveryLog(logger);
  const requestLog = new RequestLog(logger);
  const usage = new UsageBook(plane, config.limits, logger);
  const projects = new Projects({
    plane,
    usage,
    addresses: config.addresses,
    passwords,
    outbound: outboundBy(fetch),
    hooks: new HookCallers({ fetch, log: deliveryLog }),
    logger,
  });
  const permissionUses = new PermissionUses(plane, logger);
  const credentials = new AdminCredentials(plane, envelope, permissionUses);
  const ticketKeys = envelope.deriveEach("registration-ticket");
  const metrics = new Metrics();
  const health = new Health({ database: () => plane.ping() });
  const requestIdOf = ({ socket, headers }: LaneRequest): string =>
    config.trustedPeers.contains(socket.remoteAddress ?? "")
      ? requestIdFrom(headers[REQUEST_ID_HEADER])
      : newRequestId();
  const limits = config.rateLimits ? new RateLimits() : undefined;
  const headers = securityHeaders({ secure: config.addresses.console.startsWith("https:") });
  const lane = new ExpressLane({
    addresses: config.addresses,
    projects,
    requestIdOf,
    rateLimits: limits,
    metrics,
    requestLog,
    addressOf: (request) => clientAddress.of(request),
    documentEndpoints: new Map([[CLIENTS_PATH, createClientEndpoint(credentials, logger)]]),
    headers,
    logger,
  });
  const adapter = new FastifyAdapter({
    serverFactory: (ordinary: RequestListener) => new LaneServer(lane, ordinary, logger),
    rewriteUrl: (request: IncomingMessage) => routeToProject(config.addresses, request),
    genReqId: requestIdOf,
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 1024 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void sendError(request, reply, asOAuthError(error, logger, request.id));
    },
    return503OnClosing: false,
    skipMiddie: true,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ credentials, clientAddress, metrics, logger }),
    adapter,
    { bodyParser: false, logger: false },
  );
  readBodies(fastify);
  await fastify.register(cookie);
  fastify.addHook("onRequest", async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
  metrics.watch(fastify);
  watchRequests(fastify, {
    log: requestLog,
    addressOf: (request) => clientAddress.of(request),
  });
  sendWithEvery(fastify, headers);
  openProjectOfRequest(fastify, projects);
  cors(fastify);
  if (limits !== undefined) {
    rateLimits(fastify, limits, (request) => clientAddress.of(request));
  }
  await fastify.register(async (publicApi) => {
    publicApi.setErrorHandler((thrown, request, reply) =>
      sendError(request, reply, asOAuthError(thrown, logger, request.id)),
    );
    metadataRoutes(publicApi);
    tokenRoutes(publicApi);
    registrationRoutes(publicApi, { credentials, clientAddress });
    authorizationRoutes(publicApi, { logger, addressOf: (request) => clientAddress.of(request) });
  });
  await fastify.register(accountExperience, {
    projectOf,
    requestIdOf: (request: FastifyRequest) => request.id,
    refusalOf: (error: unknown, request: FastifyRequest) => asOAuthError(error, logger, request.id),
    addressOf: (request: FastifyRequest) => clientAddress.of(request),
    interactions,
    sessionCookies: {
      read: readSessionCookie,
      set: setSessionCookie,
      clear: clearSessionCookie,
    },
    cookieScope,
    ownsFlow,
    passwords,
    throttle: config.rateLimits ? new SignInThrottle() : undefined,
    deviceGuesses: new DeviceGuesses(),
    invitedAddress: (project: { id: string }, ticket: string) =>
      openRegistrationTicket(ticketKeys, project.id, ticket),
  });
  ownRoutes(fastify, health, metrics);
  await app.listen(config.port, config.host);
  return {
    app,
    health,
    async stop() {
      await app.close();
      fetch.close();
      await deliveryLog.flush();
      await usage.close();
      await permissionUses.close();
      await requestLog.flush();
      await plane.close();
    },
  };
}
