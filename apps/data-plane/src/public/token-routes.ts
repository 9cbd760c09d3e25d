import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ENDPOINTS } from "@grantry/oauth2";
import { projectOf } from "../project/project-of-request.js";
import type { Endpoint } from "./endpoint.js";
import { refuseOtherMethods } from "./method-not-allowed.js";
import { sendAnswer } from "./send-answer.js";
import { FORM_ENDPOINTS, userinfoEndpoint } from "./token-endpoints.js";

/**
 * The frequent endpoints as routes of the Fastify instance itself, for every request that the
 * express lane leaves: a controller would double their cost.
 */
export function tokenRoutes(app: FastifyInstance): void {
  for (const [url, endpoint] of FORM_ENDPOINTS) {
    app.post(url, handler(endpoint));
    refuseOtherMethods(app, url, ["POST"]);
  }
  app.route({
    method: ["GET", "POST"],
    url: ENDPOINTS.userinfo,
    handler: handler(userinfoEndpoint),
  });
  refuseOtherMethods(app, ENDPOINTS.userinfo, ["GET", "POST"]);
}

function handler(endpoint: Endpoint) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { headers, body } = request;
    const form = body instanceof URLSearchParams ? body : undefined;
    return sendAnswer(reply, await endpoint(projectOf(request), { headers, form }));
  };
}
