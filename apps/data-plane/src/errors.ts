import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { HashingOverloaded } from "@grantry/identity";
import { OAuthError } from "@grantry/oauth2";
import { isOnItsWay, isUnreachableDatabase } from "@grantry/persistence";
import type { Logger } from "@grantry/platform";
import { refusal } from "./public/endpoint.js";
import { sendAnswer } from "./public/send-answer.js";

/** Whatever was thrown as the refusal the wire knows; a fault becomes `server_error` and is logged. */
export function asOAuthError(error: unknown, logger: Logger, requestId: string): OAuthError {
  if (error instanceof OAuthError) {
    // A refusal without a cause is a decision, such as that of a halted project.
    if (error.status >= 500 && error.cause !== undefined)
      logger.warn({ err: error.cause ?? error, requestId }, "refused");
    return error;
  }
  if (error instanceof HashingOverloaded) {
    return new OAuthError("temporarily_unavailable", "Too many sign-ins at once. Try again.", 503);
  }
  if (isOnItsWay(error)) {
    return new OAuthError("temporarily_unavailable", "The project is being moved. Try again.", 503);
  }
  if (isUnreachableDatabase(error)) {
    logger.warn({ err: error, requestId }, "database not reached");
    const description = "The server cannot reach its database. Trying again is safe.";
    return new OAuthError("temporarily_unavailable", description, 503);
  }
  const refused = asClientError(error);
  if (refused !== undefined) return refused;
  logger.error({ err: error, requestId }, "fault");
  return new OAuthError("server_error", "The server failed while answering. Try again.", 500);
}

/** What the HTTP layer refuses before a handler runs: body too large, wrong type, malformed. */
function asClientError(error: unknown): OAuthError | undefined {
  const { statusCode, code } = error as Partial<FastifyError>;
  if (statusCode === undefined || statusCode < 400 || statusCode > 499) return undefined;
  const description: Readonly<Record<number, string>> = {
    404: "There is nothing at this address.",
    405: "The method is not allowed here.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The content type is not supported here.",
  };
  const registered = statusCode === 404 ? "not_found" : "invalid_request";
  const text = description[statusCode] ?? "The request is malformed.";
  return new OAuthError(registered, text, statusCode === 404 ? 404 : statusOf(code, statusCode));
}

function statusOf(code: string | undefined, statusCode: number): number {
  return code === "FST_ERR_CTP_EMPTY_JSON_BODY" ? 400 : statusCode;
}

/** Answers a refusal as a reply of Fastify. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: OAuthError,
): FastifyReply {
  request.refusal = error;
  const realm = request.project?.issuer.url;
  return sendAnswer(reply, refusal(error, { requestId: request.id, realm }));
}
