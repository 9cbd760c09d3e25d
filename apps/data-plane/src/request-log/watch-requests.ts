import type { FastifyInstance, FastifyRequest } from "fastify";
import type { OAuthError } from "@grantry/oauth2";
import { noteAnswer } from "./note-answer.js";
import type { RequestLog } from "./request-log.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Why the request was refused, where it was. */
    refusal: OAuthError | undefined;
  }
}

export interface WatchRequestsOptions {
  readonly log: RequestLog;
  readonly addressOf: (request: FastifyRequest) => string;
}

/** Notes what every project answered. */
export function watchRequests(
  app: FastifyInstance,
  { log, addressOf }: WatchRequestsOptions,
): void {
  app.decorateRequest("refusal", undefined);
  app.addHook("onResponse", (request, reply, done) => {
    const { project, body } = request;
    if (project !== undefined) {
      const location = reply.getHeader("location");
      noteAnswer(log, {
        project,
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url,
        url: request.url,
        headers: request.headers,
        form: body instanceof URLSearchParams ? body : undefined,
        address: () => addressOf(request),
        status: reply.statusCode,
        location: typeof location === "string" ? location : undefined,
        refusal: request.refusal,
        milliseconds: reply.elapsedTime,
      });
    }
    done();
  });
}
