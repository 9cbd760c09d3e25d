import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { browserScript, favicon } from "./browser-script.js";
import { answerConsent, showConsent } from "./consent.js";
import { answerDevice, showDevice, showDeviceSuccess } from "./device.js";
import { errorPage } from "./error-page.js";
import { pageHeaders } from "./headers.js";
import { renderPage } from "./page.js";
import type { AccountExperienceOptions, AccountProject } from "./ports.js";
import { answerSignIn, showSignIn } from "./sign-in.js";
import { answerSignOut, showSignOut, showSignedOut, showWelcome } from "./sign-out.js";
import { answerSignUp, showSignUp } from "./sign-up.js";
import { stylesheetOf } from "./stylesheet.js";
import type { Answer, Visit } from "./visit.js";
import { frameOf, languageCookie, pagePath } from "./visit.js";

const bodyLimit = 64 * 1024;
const yearInSeconds = 31_536_000;

interface Page {
  readonly path: string;
  readonly show: (visit: Visit) => Answer | Promise<Answer>;
  readonly answer?: (visit: Visit, form: URLSearchParams) => Promise<Answer>;
}

const pages: readonly Page[] = [
  { path: "login", show: showSignIn, answer: answerSignIn },
  { path: "registration", show: showSignUp, answer: answerSignUp },
  { path: "consent", show: showConsent, answer: answerConsent },
  { path: "device", show: showDevice, answer: answerDevice },
  { path: "device/success", show: showDeviceSuccess },
  { path: "logout", show: showSignOut, answer: answerSignOut },
  { path: "logged-out", show: showSignedOut },
  { path: "welcome", show: showWelcome },
];

/**
 * The pages of a project's users under `/ui` of its issuer, with their stylesheet, script and icon.
 * Needs @fastify/cookie and a parser that gives form bodies as `URLSearchParams`.
 */
export async function accountExperience<Project extends AccountProject>(
  app: FastifyInstance,
  options: AccountExperienceOptions<Project>,
): Promise<void> {
  const port = options as unknown as AccountExperienceOptions;
  app.setErrorHandler((error, request, reply) => fail(error, request, reply, port));
  for (const { path, show, answer } of pages) {
    app.get(`/ui/${path}`, async (request, reply) => {
      const visit = visitOf(request, reply, port);
      return changeLanguage(visit, path) ?? send(visit, await show(visit));
    });
    if (answer === undefined) continue;
    app.post(`/ui/${path}`, { bodyLimit }, async (request, reply) => {
      const visit = visitOf(request, reply, port);
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      return send(visit, await answer(visit, form));
    });
  }
  serveAssets(app, port);
  app.get("/ui", (request, reply) =>
    reply.redirect(pagePath(port.projectOf(request), "welcome"), 303),
  );
  app.get("/ui/error", (request, reply) => refuse(request, reply, port, 400, "invalid_request"));
  app.all("/ui/*", (request, reply) => refuse(request, reply, port, 404, "not_found"));
}

function serveAssets(app: FastifyInstance, options: AccountExperienceOptions): void {
  app.get("/ui/theme.css", (request, reply) => {
    const { css, hash } = stylesheetOf(options.projectOf(request).accountExperience);
    const current = new URL(request.url, "http://host").search === `?${hash}`;
    return asset(reply, "text/css; charset=utf-8", current ? yearInSeconds : 0).send(css);
  });
  app.get("/ui/ax.js", (_request, reply) =>
    asset(reply, "text/javascript; charset=utf-8", 3600).send(browserScript),
  );
  app.get("/ui/favicon.svg", (_request, reply) =>
    asset(reply, "image/svg+xml", 86_400)
      .header("content-security-policy", "default-src 'none'; sandbox")
      .send(favicon),
  );
}

function asset(reply: FastifyReply, type: string, maxAgeSeconds: number): FastifyReply {
  return reply
    .header("content-type", type)
    .header("x-content-type-options", "nosniff")
    .header("cache-control", maxAgeSeconds === 0 ? "no-cache" : `public, max-age=${maxAgeSeconds}`);
}

function visitOf(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AccountExperienceOptions,
): Visit {
  const project = options.projectOf(request);
  return {
    request,
    reply,
    options,
    project,
    query: new URL(request.url, "http://host").searchParams,
    now: project.issuer.clock(),
    requestId: options.requestIdOf(request),
  };
}

/** A choice in the footer: remembered, then the same page again without it. */
function changeLanguage(visit: Visit, path: string): FastifyReply | undefined {
  const locale = visit.query.get("locale");
  if (locale === null) return undefined;
  const { project, options, reply, query } = visit;
  const scope = options.cookieScope(project);
  if (/^[A-Za-z\d-]{2,20}$/.test(locale)) {
    reply.setCookie(languageCookie(visit), locale, {
      path: scope.path,
      secure: scope.secure,
      httpOnly: true,
      sameSite: "lax",
      maxAge: yearInSeconds,
    });
  }
  query.delete("locale");
  return send(visit, {
    kind: "redirect",
    location: pagePath(project, path, Object.fromEntries(query)),
  });
}

function send(visit: Visit, answer: Answer): FastifyReply {
  const { reply, project, requestId } = visit;
  if (answer.kind === "redirect") {
    return reply
      .headers({ "cache-control": "no-store", "referrer-policy": "same-origin" })
      .redirect(answer.location, 303);
  }
  if (answer.retryAfterSeconds !== undefined) {
    reply.header("retry-after", answer.retryAfterSeconds);
  }
  const frame = frameOf(project, answer.language, requestId, answer.parameters);
  return reply
    .status(answer.status)
    .headers(pageHeaders(project.issuer.url, answer.formTarget))
    .send(renderPage(frame, answer.view));
}

/** Whatever was thrown is shown with the code that the wire knows it by, and without a cause. */
function fail(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: AccountExperienceOptions,
): FastifyReply {
  const { status, code } = options.refusalOf(error, request);
  return refuse(request, reply, options, status, code);
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AccountExperienceOptions,
  status: number,
  error: string,
): FastifyReply {
  const page = errorPage(projectOrNothing(request, options), {
    status,
    error,
    requestId: options.requestIdOf(request),
    acceptLanguage: request.headers["accept-language"],
  });
  return reply.status(status).headers(page.headers).send(page.html);
}

/** An unknown project fails before any page is reached; its failure is shown without a project. */
function projectOrNothing(
  request: FastifyRequest,
  options: AccountExperienceOptions,
): AccountProject | undefined {
  try {
    return options.projectOf(request);
  } catch {
    return undefined;
  }
}
