import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  ENDPOINTS,
  FlowEnded,
  InvalidRequest,
  authorize,
  endSession,
  locationOf,
  verifyDevice,
} from "@grantry/oauth2";
import type { OAuthError, AuthorizationOutcome } from "@grantry/oauth2";
import type { Logger } from "@grantry/platform";
import { errorPage } from "../account-experience/error-page.js";
import { framesPage } from "../account-experience/frames-page.js";
import { asOAuthError } from "../errors.js";
import {
  clearFlowCookie,
  clearSessionCookie,
  readFlowCookie,
  readSession,
  setFlowCookie,
  setSessionCookie,
} from "../project/cookies.js";
import type { OpenedProject } from "../project/opened-project.js";
import { projectOf } from "../project/project-of-request.js";
import { refuseOtherMethods } from "./method-not-allowed.js";
import { formPostPage } from "./form-post-page.js";

/** What fits into the address of the GET that follows a post, beside cookies. */
const LONGEST_QUERY = 12_000;

export interface AuthorizationRoutesOptions {
  readonly logger: Logger;
  readonly addressOf: (request: FastifyRequest) => string;
}

/**
 * The endpoints a browser visits: authorization (RFC 6749 §3.1), device verification (RFC 8628 §3.3)
 * and end session (OpenID Connect RP-Initiated Logout §2). What must not be redirected becomes a page for the user.
 */
export function authorizationRoutes(
  app: FastifyInstance,
  options: AuthorizationRoutesOptions,
): void {
  app.get(ENDPOINTS.authorization, (request, reply) =>
    forBrowser(request, reply, options, (project) =>
      answerAuthorization(request, reply, project, queryOf(request), options),
    ),
  );
  app.get(ENDPOINTS.deviceVerification, (request, reply) =>
    forBrowser(request, reply, options, (project) =>
      answerAuthorization(request, reply, project, queryOf(request), options, verifyDevice),
    ),
  );
  app.post(ENDPOINTS.authorization, (request, reply) =>
    forBrowser(request, reply, options, (project) =>
      answerPosted(request, reply, project, ENDPOINTS.authorization),
    ),
  );
  app.get(ENDPOINTS.endSession, (request, reply) =>
    forBrowser(request, reply, options, (project) =>
      answerEndSession(request, reply, project, queryOf(request)),
    ),
  );
  app.post(ENDPOINTS.endSession, (request, reply) =>
    forBrowser(request, reply, options, (project) =>
      answerPosted(request, reply, project, ENDPOINTS.endSession),
    ),
  );
  refuseOtherMethods(app, ENDPOINTS.authorization, ["GET", "POST"]);
  refuseOtherMethods(app, ENDPOINTS.deviceVerification, ["GET"]);
  refuseOtherMethods(app, ENDPOINTS.endSession, ["GET", "POST"]);
}

/** Turns whatever is thrown into the error page: no browser endpoint answers a person with JSON. */
async function forBrowser(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AuthorizationRoutesOptions,
  answer: (project: OpenedProject) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const project = projectOf(request);
  try {
    return await answer(project);
  } catch (thrown) {
    const error = asOAuthError(thrown, options.logger, request.id);
    request.refusal = error;
    const ownPage = project.issuer.policy.urls.error;
    if (ownPage !== undefined) return goToErrorPage(request, reply, ownPage, error);
    const page = errorPage(project, {
      status: error.status,
      error: error.code,
      description: error.description,
      requestId: request.id,
      acceptLanguage: request.headers["accept-language"],
      ...(error instanceof FlowEnded ? { startAgain: error.startAgain } : {}),
    });
    return reply.status(error.status).headers(page.headers).send(page.html);
  }
}

/** The project shows such errors itself (Hydra's `urls.error`). */
function goToErrorPage(
  request: FastifyRequest,
  reply: FastifyReply,
  address: string,
  error: OAuthError,
): FastifyReply {
  const url = new URL(address);
  url.searchParams.set("error", error.code);
  url.searchParams.set("error_description", error.description);
  url.searchParams.set("request_id", request.id);
  return uncached(reply).status(302).header("location", url.href).send();
}

async function answerAuthorization(
  request: FastifyRequest,
  reply: FastifyReply,
  project: OpenedProject,
  parameters: URLSearchParams,
  options: AuthorizationRoutesOptions,
  answer: typeof authorize = authorize,
): Promise<FastifyReply> {
  const userAgent = request.headers["user-agent"];
  const outcome = await answer(project.issuer, {
    parameters,
    session: await readSession(request, project),
    flowCookie: (name) => readFlowCookie(request, project, name),
    address: options.addressOf(request),
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  if (outcome.session !== undefined) setSessionCookie(reply, project, outcome.session);
  return outcome.kind === "interaction"
    ? goAsk(request, reply, project, outcome)
    : goBack(reply, project, outcome);
}

function goAsk(
  request: FastifyRequest,
  reply: FastifyReply,
  project: OpenedProject,
  outcome: Extract<AuthorizationOutcome, { kind: "interaction" }>,
): FastifyReply {
  setFlowCookie(request, reply, project, outcome.flowId);
  return uncached(reply).status(302).header("location", outcome.location).send();
}

function goBack(
  reply: FastifyReply,
  project: OpenedProject,
  outcome: Extract<AuthorizationOutcome, { kind: "response" }>,
): FastifyReply {
  if (outcome.flowId !== undefined) clearFlowCookie(reply, project, outcome.flowId);
  const { response } = outcome;
  if (response.mode === "form_post") {
    const page = formPostPage(response);
    return uncached(reply).status(200).headers(page.headers).send(page.html);
  }
  return uncached(reply).status(303).header("location", locationOf(response)).send();
}

/**
 * OpenID Connect Core §3.1.2.1: the request may be posted. The browser is sent on to the same request by
 * GET, because a post from another site comes without the session cookie.
 */
async function answerPosted(
  request: FastifyRequest,
  reply: FastifyReply,
  project: OpenedProject,
  path: string,
): Promise<FastifyReply> {
  const query = postedParameters(request, path).toString();
  if (query.length > LONGEST_QUERY) throw new InvalidRequest("The request is too long.");
  const location = `${project.issuer.url}${path}${query && `?${query}`}`;
  return uncached(reply).status(303).header("location", location).send();
}

async function answerEndSession(
  request: FastifyRequest,
  reply: FastifyReply,
  project: OpenedProject,
  parameters: URLSearchParams,
): Promise<FastifyReply> {
  const outcome = await endSession(project.issuer, {
    parameters,
    session: await readSession(request, project),
    flowCookie: (name) => readFlowCookie(request, project, name),
  });
  if (outcome.kind === "interaction") {
    setFlowCookie(request, reply, project, outcome.flowId);
    return uncached(reply).status(302).header("location", outcome.location).send();
  }
  if (outcome.flowId !== undefined) clearFlowCookie(reply, project, outcome.flowId);
  if (outcome.sessionId !== undefined) clearSessionCookie(reply, project);
  const { location, frames } = outcome;
  if (frames.length === 0) return uncached(reply).status(302).header("location", location).send();
  const acceptLanguage = request.headers["accept-language"];
  const shown = { location, frames, acceptLanguage, requestId: request.id };
  const page = framesPage(project, shown);
  return reply.status(200).headers(page.headers).send(page.html);
}

/** The form of a post; a sign-out, which has no required parameter, may come without any body. */
function postedParameters({ body, headers }: FastifyRequest, path: string): URLSearchParams {
  if (body instanceof URLSearchParams) return body;
  const isBare = headers["content-type"] === undefined;
  if (isBare && path === ENDPOINTS.endSession) return new URLSearchParams();
  throw new InvalidRequest("Send the parameters as application/x-www-form-urlencoded.");
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const url = request.raw.url ?? "";
  const start = url.indexOf("?");
  return new URLSearchParams(start === -1 ? "" : url.slice(start + 1));
}

function uncached(reply: FastifyReply): FastifyReply {
  return reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer");
}
